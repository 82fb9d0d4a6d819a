import { fstatSync } from "node:fs"
import type { Mirror } from "../runs/programIo.ts"
import type { Run } from "../runs/run.ts"

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const
type Signal = (typeof SIGNALS)[number]
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
  #run: Run | null = null
  /** Signals that arrived before the run had started. */
  #early: Signal[] = []

  write(stream: "stdout" | "stderr", chunk: Buffer): Promise<void> | undefined {
    const to = stream === "stdout" || this.#isOne ? process.stdout : process.stderr
    if (to.destroyed || to.write(chunk)) return undefined
    return new Promise((resolve) => {
      to.once("drain", resolve)
      to.once("close", resolve)
    })
  }

  /** Handles signals from here on. Called before the run starts: it may print before we know that it has started. */
  open(): void {
    let last = Number.NEGATIVE_INFINITY
    for (const signal of SIGNALS) {
      this.#on(process, signal, () => {
        const now = performance.now()
        if (!this.#run) this.#early.push(signal)
        else if (signal === "SIGINT" && now - last < TWICE) void this.#run.stop()
        else void this.#run.signalMain(signal)
        if (signal === "SIGINT") last = now
      })
    }
  }

  /** Passes on input, size and signals from here on, and the signals that arrived before. */
  connect(run: Run): void {
    this.#run = run
    for (const signal of this.#early.splice(0)) void run.signalMain(signal)
    this.#input(run)
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

  #input(run: Run): void {
    const { stdin } = process
    if (this.kind === "terminal" && stdin.isTTY) {
      // Keys go to the program's terminal unchanged: there Ctrl-C becomes the signal, as without Forkscope.
      stdin.setRawMode(true)
      this.#releases.push(() => stdin.setRawMode(false))
    }
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
