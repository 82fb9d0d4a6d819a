import { readdirSync } from "node:fs"
import { type Descriptors, GONE, KeptFile, UNREADABLE } from "./descriptors.ts"
import { Fields } from "./fields.ts"
import { readOrNothing } from "./readOrNothing.ts"
import { Stat } from "./stat.ts"
import { WatchedProcess } from "./watched.ts"

/** Command lines are cut at this length: they may be megabytes long, and every viewer gets them. */
const LONGEST_COMMAND = 16_384
const ZERO = 0x30
/** A line of stat has 52 numbers of up to 20 digits. */
const STAT_SIZE = 2048
/** If fewer bytes than this were read, another PID would have fitted: so there was none. */
const FULL_PAGE = 4096 - 16
const NONE: readonly number[] = []

/** Reads and parses /proc through open descriptors, into buffers that are reused. */
export class ProcReader {
  readonly #buffer = Buffer.allocUnsafeSlow(4096)
  readonly #fields = new Fields(this.#buffer)
  /** The last stat; stays unchanged while other files are read. */
  readonly stat = new Stat(Buffer.allocUnsafeSlow(STAT_SIZE))
  readonly #check = new Stat(Buffer.allocUnsafeSlow(STAT_SIZE))
  /** From the last schedstat: ns on a CPU and ns waiting for one. */
  cpu = 0
  queued = 0
  readonly #descriptors: Descriptors

  constructor(descriptors: Descriptors) {
    this.#descriptors = descriptors
  }

  /** Fills `stat`. Returns the bytes read, GONE or UNREADABLE. */
  readStat(file: KeptFile, into = this.stat): number {
    const length = this.#descriptors.read(file, into.buffer)
    return length < 0 || into.parse(length) ? length : UNREADABLE
  }

  /** Fills `cpu` and `queued`. Returns the bytes read, GONE, or UNREADABLE (a kernel without CONFIG_SCHED_INFO). */
  readSchedstat(file: KeptFile): number {
    const length = this.#descriptors.read(file, this.#buffer)
    if (length > 0) {
      const fields = this.#fields.start(0, length)
      this.cpu = fields.next()
      this.queued = fields.next()
    }
    return length
  }

  /** The PIDs in a `children` file. The kernel returns at most a page at a time. */
  readChildren(file: KeptFile): readonly number[] {
    let length = this.#descriptors.read(file, this.#buffer)
    if (length <= 0) return NONE
    const pids: number[] = []
    for (let position = 0; ; ) {
      const fields = this.#fields.start(0, length)
      while (fields.more) pids.push(fields.next())
      position += length
      if (length < FULL_PAGE) return pids
      length = this.#descriptors.read(file, this.#buffer, position)
      if (length <= 0) return pids
    }
  }

  /** The kernel function in which the main thread sleeps, if it sleeps and we have permission. */
  readWchan(file: KeptFile): string | undefined {
    const length = this.#descriptors.read(file, this.#buffer)
    return length > 1 || (length === 1 && this.#buffer[0] !== ZERO)
      ? this.#buffer.toString("latin1", 0, length)
      : undefined
  }

  /** The newest PID of this machine (or container): it changes with every new process and thread. */
  readNewestPid(loadavg: KeptFile): number {
    const length = this.#descriptors.read(loadavg, this.#buffer)
    if (length <= 0) return GONE
    const fields = this.#fields.start(0, length).skip(4)
    return fields.more ? fields.next() : GONE
  }

  /** Reads which process has this PID; undefined if there is none. */
  identify(pid: number): WatchedProcess | undefined {
    const file = new KeptFile(`/proc/${pid}/stat`)
    const length = this.readStat(file)
    this.release(file)
    return length > 0 ? new WatchedProcess(pid, this.stat.startTime, this.stat.ppid) : undefined
  }

  /**
   * Whether the PID still belongs to this process. To be called after one of its files was opened by path, not before:
   * if the process exists now, it also existed when the file was opened.
   */
  confirms({ stat, startTime }: WatchedProcess): boolean {
    return this.readStat(stat, this.#check) > 0 && this.#check.startTime === startTime
  }

  release(file: KeptFile): void {
    this.#descriptors.release(file)
  }

  releaseAll(files: Iterable<KeptFile>): void {
    for (const file of files) this.release(file)
  }
}

/** Undefined if no process has this PID or there is no /proc. */
export function readStat(pid: number): Stat | undefined {
  const bytes = readOrNothing(`/proc/${pid}/stat`)
  const stat = new Stat(bytes)
  return stat.parse(bytes.length) ? stat : undefined
}

/** When a process started, in clock ticks since boot; undefined if no process has this PID or there is no /proc. */
export const readStartTime = (pid: number): number | undefined => readStat(pid)?.startTime

/** The arguments of a process; empty for a zombie. */
export function readArgv(pid: number): string[] {
  const bytes = readOrNothing(`/proc/${pid}/cmdline`)
  if (bytes.length === 0) return []
  const text = bytes.toString("utf8", 0, LONGEST_COMMAND)
  return (text.endsWith("\0") ? text.slice(0, -1) : text).split("\0")
}

export function readThreadName(pid: number, tid: number): string {
  const text = readOrNothing(`/proc/${pid}/task/${tid}/comm`).toString()
  return text.endsWith("\n") ? text.slice(0, -1) : text
}

/** Names under `path` that are numbers; none if it no longer exists. */
export function listNumbers(path: string): number[] {
  try {
    return readdirSync(path).map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}
