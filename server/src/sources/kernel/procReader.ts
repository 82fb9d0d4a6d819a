import { readdirSync, readFileSync } from "node:fs"
import { type Descriptors, GONE, KeptFile, UNREADABLE } from "./descriptors.ts"
import { Fields } from "./fields.ts"
import { Stat } from "./stat.ts"
import { WatchedProcess } from "./watched.ts"

/** A command line is cut here: it may be megabytes, and every viewer gets it. */
const LONGEST_COMMAND = 16_384
const ZERO = 0x30
/** A line of stat has 52 numbers of up to 20 digits. */
const STAT_SIZE = 2048
/** Fewer bytes than this leave room for another PID: there was none. */
const FULL_PAGE = 4096 - 16
const NONE: readonly number[] = []

/** Reads and parses /proc through kept descriptors, into buffers that are used again and again. */
export class ProcReader {
  readonly #buffer = Buffer.allocUnsafeSlow(4096)
  readonly #fields = new Fields(this.#buffer)
  /** The last stat; stays as it is while other files are read. */
  readonly stat = new Stat(Buffer.allocUnsafeSlow(STAT_SIZE))
  readonly #check = new Stat(Buffer.allocUnsafeSlow(STAT_SIZE))
  /** Of the last schedstat: ns on a CPU and ns in line for one. */
  cpu = 0
  queued = 0
  readonly #descriptors: Descriptors

  constructor(descriptors: Descriptors) {
    this.#descriptors = descriptors
  }

  /** Fills `stat`: bytes read, or GONE or UNREADABLE. */
  readStat(file: KeptFile, into = this.stat): number {
    const length = this.#descriptors.read(file, into.buffer)
    return length < 0 || into.parse(length) ? length : UNREADABLE
  }

  /** Fills `cpu` and `queued`: bytes read, or GONE or UNREADABLE (a kernel without CONFIG_SCHED_INFO). */
  readSchedstat(file: KeptFile): number {
    const length = this.#descriptors.read(file, this.#buffer)
    if (length > 0) {
      const fields = this.#fields.start(0, length)
      this.cpu = fields.next()
      this.queued = fields.next()
    }
    return length
  }

  /** The PIDs in a `children` file. The kernel hands out at most a page at a time. */
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

  /** The kernel function the main thread sleeps in, if it does and we may know. */
  readWchan(file: KeptFile): string | undefined {
    const length = this.#descriptors.read(file, this.#buffer)
    return length > 1 || (length === 1 && this.#buffer[0] !== ZERO)
      ? this.#buffer.toString("latin1", 0, length)
      : undefined
  }

  /** The newest PID of this machine (or container): it moves with every process and thread that is made. */
  readNewestPid(loadavg: KeptFile): number {
    const length = this.#descriptors.read(loadavg, this.#buffer)
    if (length <= 0) return GONE
    const fields = this.#fields.start(0, length).skip(4)
    return fields.more ? fields.next() : GONE
  }

  /** Reads what a PID is now; undefined if nothing has it. */
  identify(pid: number): WatchedProcess | undefined {
    const file = new KeptFile(`/proc/${pid}/stat`)
    const length = this.readStat(file)
    this.release(file)
    return length > 0 ? new WatchedProcess(pid, this.stat.startTime, this.stat.ppid) : undefined
  }

  /**
   * Whether the PID still is this process's. To be asked after something of it was opened by its path, not before:
   * if it is there now, it was there then.
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

/** When a process started, in clock ticks since boot; undefined if nothing has this PID or there is no /proc. */
export function readStartTime(pid: number): number | undefined {
  const bytes = readOrNothing(`/proc/${pid}/stat`)
  const stat = new Stat(bytes)
  return stat.parse(bytes.length) ? stat.startTime : undefined
}

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

/** Names under `path` that are numbers; none if it is gone. */
export function listNumbers(path: string): number[] {
  try {
    return readdirSync(path).map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

function readOrNothing(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.alloc(0)
  }
}
