import { fstatSync } from "node:fs"
import type { Mirror } from "../runs/programIo.ts"
import type { Run } from "../runs/run.ts"

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const
type Signal = (typeof SIGNALS)[number]
/** A second Ctrl-C within this time ends the whole run, ms. */
const TWICE = 2000

/** Stands between our own terminal or pipes and those of the observed program, so that it is as if it stood there itself. */
export class StdioBridge implements Mirror {
  readonly kind = process.stdout.isTTY ? "terminal" : "pipes"
  readonly cols = process.stdout.columns ?? 100
  readonly rows = process.stdout.rows ?? 30
  /** stdout and stderr lead to one file: the order between them is kept only through one of them. */
  readonly #isOne = this.kind === "pipes" && isSameFile(1, 2)
  readonly #releases: (() => void)[] = []
  #run: Run | null = null
  /** Signals that came before the run was there. */
  #early: Signal[] = []

  write(stream: "stdout" | "stderr", chunk: Buffer): Promise<void> | undefined {
    const to = stream === "stdout" || this.#isOne ? process.stdout : process.stderr
    if (to.destroyed || to.write(chunk)) return undefined
    return new Promise((resolve) => {
      to.once("drain", resolve)
      to.once("close", resolve)
    })
  }

  /** Takes signals from here on, for a run that is about to begin: it may say something before we know that it has. */
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

  /** Hands on input, size and signals from here on, and the signals that came before. */
  connect(run: Run): void {
    this.#run = run
    for (const signal of this.#early.splice(0)) void run.signalMain(signal)
    this.#input(run)
    // Whoever read our output has gone: the program must not wait for them for ever.
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
      // Keys go to the program's terminal as they are: there Ctrl-C becomes the signal, as without us.
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
