import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { exitCodeOf } from "./exitCode.ts"

/** A process that has ended, as the kernel has accounted it. Times are µs on the machine's monotonic clock. */
export interface Life {
  readonly pid: number
  readonly ppid: number
  /** Clock ticks since boot. */
  readonly startTime: number
  readonly born: number
  readonly ended: number
  /** Negative: ended by that signal. */
  readonly exitCode: number
  /** µs on a CPU, of all its threads. */
  readonly cpu: number
  /** Its largest resident memory, kB; null: not known. */
  readonly peak: number | null
  /** As the kernel shortens it; empty: not known. */
  readonly name: string
  /** Of the program that it last executed; empty: not known. */
  readonly argv: readonly string[]
}

const SCRIPT = fileURLToPath(new URL("./lives.pl", import.meta.url))
/** ms that its end may take. */
const LONGEST_END = 3000
/** µs in a tick of the kernel's start times. */
const TICK = 10_000

/**
 * The ended processes of a run, however short they lived: a process of ours listens to the kernel's process events.
 * Only a user with CAP_NET_ADMIN may do that.
 */
export class Lives {
  /** Not possible for this user on this machine. */
  static #isRefused = false
  /** The kernel has thrown away events, because they were not read soon enough. */
  hasMissed = false
  readonly #child: ChildProcess
  #ended: Life[] = []
  readonly #closed: Promise<void>
  readonly #ready: Promise<true>
  #setReady: (isReady: true) => void = () => {}

  private constructor(child: ChildProcess, output: Readable) {
    this.#child = child
    this.#ready = new Promise((resolve) => {
      this.#setReady = resolve
    })
    const lines = createInterface({ input: output }).on("line", (line) => this.#take(line))
    this.#closed = once(lines, "close").then(() => {})
  }

  /** Begins to listen, before the run's program is started. @returns null where that is not possible. */
  static async begin(): Promise<Lives | null> {
    if (Lives.#isRefused) return null
    const child = spawn("perl", [SCRIPT], {
      cwd: "/",
      detached: true,
      env: { LC_ALL: "C", PATH: process.env.PATH ?? "/usr/bin:/bin" },
      stdio: ["pipe", "pipe", "ignore"],
    })
    const failed = once(child, "error")
    const lives = new Lives(child, child.stdout)
    child.stdin.on("error", () => {})
    const isReady = await Promise.race([lives.#ready, lives.#closed, failed])
    if (isReady === true) return lives
    Lives.#isRefused = true
    return null
  }

  /** @param root The PID of the run's supervisor: the processes below it are the run's. */
  launched(root: number): void {
    this.#child.stdin?.write(`${root}\n`)
  }

  /** Those that have ended since the last call. */
  take(): Life[] {
    return this.#ended.splice(0)
  }

  close(): void {
    this.#child.stdin?.end()
  }

  /** Ends. Resolves when all that the kernel has told until now is there to be taken. */
  async finish(): Promise<void> {
    this.close()
    this.#child.kill("SIGCONT") // a user's program may have stopped it
    await Promise.race([this.#closed, sleep(LONGEST_END, undefined, { ref: false })])
    this.#child.kill("SIGKILL")
  }

  #take(line: string): void {
    const [verb, ...fields] = line.split("\t")
    if (verb === "ready") this.#setReady(true)
    if (verb === "missed") this.hasMissed = true
    if (verb !== "lived") return
    const [pid = 0, ppid = 0, start = 0, born = 0, ended = 0, status = 0, cpu = 0, peak = 0] = fields.map(Number)
    this.#ended.push({
      pid,
      ppid,
      startTime: start || Math.floor(born / TICK),
      born,
      ended,
      exitCode: exitCodeOf(status),
      cpu,
      peak: peak || null,
      name: decodeArgument(fields[8] ?? ""),
      argv: (fields[9] ?? "").split(",").slice(0, -1).map(decodeArgument),
    })
  }
}

/** Bytes that are no UTF-8 are replaced, as in what is read from /proc. */
function decodeArgument(text: string): string {
  return Buffer.from(
    text.replace(/%([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString("utf8")
}
