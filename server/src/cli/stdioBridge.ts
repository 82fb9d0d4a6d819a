import { fstatSync } from "node:fs"
import { constants } from "node:os"
import { isInForeground } from "../containment/inherited.ts"
import type { Mirror } from "../runs/programIo.ts"
import type { Run } from "../runs/run.ts"

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGTSTP"] as const
type Signal = (typeof SIGNALS)[number]
/** Keys that a terminal turns into signals for the whole foreground group. */
const KEYS: readonly Signal[] = ["SIGINT", "SIGQUIT", "SIGTSTP"]
/** What a terminal stops programs by. */
const STOPS: readonly number[] = [constants.signals.SIGTSTP, constants.signals.SIGTTIN, constants.signals.SIGTTOU]
/** A second Ctrl-C within this time ends the whole run, ms. */
const TWICE = 2000

/** Connects our own terminal or pipes to those of the observed program, as if the program used ours directly. */
export class StdioBridge implements Mirror {
  readonly kind = process.stdout.isTTY ? "terminal" : "pipes"
  readonly cols = process.stdout.columns ?? 100
  readonly rows = process.stdout.rows ?? 30
  /** stdout and stderr are the same file: to keep the order between them, both are written through one of them. */
  readonly #isOne = this.kind === "pipes" && isSameFile(1, 2)
  readonly #releases: (() => void)[] = []
  /** Resolves when the stream takes more. */
  readonly #taken: { stdout?: Promise<void> | undefined; stderr?: Promise<void> | undefined } = {}
  #run: Run | null = null
  /** Signals that arrived before the run had started. */
  #early: Signal[] = []

  write(stream: "stdout" | "stderr", chunk: Buffer): Promise<void> | undefined {
    const to = stream === "stdout" || this.#isOne ? process.stdout : process.stderr
    if (to.destroyed || to.write(chunk)) return undefined
    // One listener for all chunks: Node warns of many.
    this.#taken[stream] ??= new Promise<void>((resolve) => {
      const done = () => {
        this.#taken[stream] = undefined
        to.off("drain", done).off("close", done)
        resolve()
      }
      to.once("drain", done).once("close", done)
    })
    return this.#taken[stream]
  }

  /** Handles signals from here on. Called before the run starts: it may print before we know that it has started. */
  open(): void {
    let last = Number.NEGATIVE_INFINITY
    for (const signal of SIGNALS) {
      this.#on(process, signal, () => {
        const now = performance.now()
        if (!this.#run) this.#early.push(signal)
        else if (signal === "SIGINT" && now - last < TWICE) void this.#run.stop()
        else this.#pass(this.#run, signal)
        if (signal === "SIGINT") last = now
      })
    }
  }

  /** Passes on input, size and signals from here on, and the signals that arrived before. */
  connect(run: Run): void {
    this.#run = run
    for (const signal of this.#early.splice(0)) this.#pass(run, signal)
    this.#input(run)
    run.onMainStopped((signal) => STOPS.includes(signal) && this.#suspend(run))
    // If the reader of our output has gone, the program must not wait for it for ever.
    this.#on(process.stdout, "error", () => {})
    this.#on(process.stderr, "error", () => {})
    if (this.kind === "terminal") {
      this.#on(process.stdout, "resize", () => run.resize(process.stdout.columns, process.stdout.rows))
    }
  }

  close(): void {
    for (const release of this.#releases.splice(0)) release()
  }

  #pass(run: Run, signal: Signal): void {
    void run.signalMain(signal, KEYS.includes(signal) && isInForeground() ? "group" : "process")
  }

  /** Stops like the program, so that the shell takes the terminal back. Goes on with it when the shell continues us. */
  #suspend(run: Run): void {
    this.#setRaw(false)
    process.once("SIGCONT", () => {
      this.#setRaw(true)
      void run.signalMain("SIGCONT", "group")
    })
    process.kill(isInForeground() ? 0 : process.pid, "SIGSTOP")
  }

  /** Keys go to the program's terminal unchanged: there Ctrl-C becomes the signal, as without Forkscope. */
  #setRaw(isRaw: boolean): void {
    if (this.kind === "terminal" && process.stdin.isTTY) process.stdin.setRawMode(isRaw)
  }

  #input(run: Run): void {
    const { stdin } = process
    this.#setRaw(true)
    this.#releases.push(() => this.#setRaw(false))
    this.#on(stdin, "data", (chunk) => {
      stdin.pause()
      void run.inputBytes(chunk as Buffer).then(() => stdin.resume())
    })
    this.#on(stdin, "end", () => run.endInput())
    this.#on(stdin, "error", () => run.endInput())
    this.#releases.push(() => stdin.pause())
    stdin.resume()
  }

  #on(emitter: NodeJS.EventEmitter, name: string, listener: (value: unknown) => void): void {
    emitter.on(name, listener)
    this.#releases.push(() => emitter.off(name, listener))
  }
}

function isSameFile(one: number, other: number): boolean {
  try {
    const [a, b] = [fstatSync(one), fstatSync(other)]
    return a.dev === b.dev && a.ino === b.ino
  } catch {
    return false
  }
}
