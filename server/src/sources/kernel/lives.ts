import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { START_TICK } from "../clock.ts"
import type { KernelKey } from "../keyedFact.ts"
import { exitCodeOf } from "./exitCode.ts"

/** A process that has ended, as the kernel has accounted it. Times are µs on the machine's monotonic clock. */
export interface Life {
  readonly pid: number
  readonly ppid: number
  /** Clock ticks since boot. */
  readonly startTime: number
  readonly born: number
  /** When it was last known what it executes. */
  readonly looked: number
  readonly ended: number
  /** Negative: ended by that signal; null: not known. */
  readonly exitCode: number | null
  /** µs on a CPU, of all its threads. */
  readonly cpu: number
  /** Its largest resident memory, kB; null: not known. */
  readonly peak: number | null
  /** As the kernel shortens it; empty: not known. */
  readonly name: string
  /** Of the program that it last executed; empty: not known. */
  readonly argv: readonly string[]
}

const SCRIPT = fileURLToPath(new URL("./lives/main.pl", import.meta.url))
/** ms that its end may take. */
const LONGEST_END = 3000
/** Positions in a line, after its verb. */
const STATUS = 6
const NAME = 9
const ARGV = 10

/** events: the kernel tells of each process; pids: we look at each new PID. */
export type Way = "events" | "pids"

/**
 * The ended processes of a run, however short they lived, as a process of ours finds them: by the kernel's process
 * events where the user has CAP_NET_ADMIN, else by looking at every new PID.
 */
export class Lives {
  /** Not possible on this machine. */
  static #isRefused = false
  /** The kernel has thrown away events, because they were not read soon enough. */
  hasLost = false
  /** New PIDs that were gone before we looked at them; known at the end. */
  missed = 0
  way: Way = "events"
  readonly #child: ChildProcess
  #ended: Life[] = []
  /** By PID, those that live: clock ticks since boot, and µs on the machine's monotonic clock. */
  readonly #born = new Map<number, { startTime: number; at: number }>()
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

  /**
   * Begins, before the run's program is started.
   *
   * @param only The one way that is tried; absent: the best that is possible.
   * @returns null where none is possible.
   */
  static async begin(only?: Way): Promise<Lives | null> {
    if (Lives.#isRefused) return null
    const child = spawn("perl", [SCRIPT, ...(only ? [only] : [])], {
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

  /** When a living process was created, µs on the machine's monotonic clock; undefined: the kernel has not told. */
  bornAt({ pid, startTime }: KernelKey): number | undefined {
    const born = this.#born.get(pid)
    return born?.startTime === startTime ? born.at : undefined
  }

  /** Whether it is told how a process ended as soon as that is a zombie. */
  get tellsAtOnce(): boolean {
    return this.way === "events"
  }

  close(): void {
    this.#child.stdin?.end()
  }

  /** Ends. Resolves when all that is known by now is there to be taken. */
  async finish(): Promise<void> {
    this.close()
    this.#child.kill("SIGCONT") // a user's program may have stopped it
    await Promise.race([this.#closed, sleep(LONGEST_END, undefined, { ref: false })])
    this.#child.kill("SIGKILL")
  }

  #take(line: string): void {
    const [verb, ...fields] = line.split("\t")
    const [first = ""] = fields
    if (verb === "ready") {
      this.way = first === "pids" ? "pids" : "events"
      this.#setReady(true)
    }
    if (verb === "lost") this.hasLost = true
    if (verb === "missed") this.missed = Number(first)
    if (verb === "born") this.#born.set(Number(first), { startTime: Number(fields[1]), at: Number(fields[2]) })
    if (verb !== "lived") return
    this.#born.delete(Number(first))
    const [pid = 0, ppid = 0, start = 0, born = 0, looked = 0, ended = 0, status = 0, cpu = 0, peak = 0] =
      fields.map(Number)
    this.#ended.push({
      pid,
      ppid,
      startTime: start || Math.floor(born / START_TICK),
      born,
      looked,
      ended,
      exitCode: fields[STATUS] === "" ? null : exitCodeOf(status),
      cpu,
      peak: peak || null,
      name: decodeArgument(fields[NAME] ?? ""),
      argv: (fields[ARGV] ?? "").split(",").slice(0, -1).map(decodeArgument),
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
