import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs"
import { readStat } from "../kernel/procReader.ts"
import { type Entry, entryAt, layout, markAt, wide } from "./layout.ts"

/** How long a record whose place was taken but not written may delay those after it, ms. */
const HOLE_TIMEOUT = 100
/** Records read at a time; the first read is small, since there is mostly nothing new. */
const CHUNK = 256
const FIRST = 4

const chunk = Buffer.alloc(CHUNK * layout.record)
const front = Buffer.alloc(layout.ringAt)
/**
 * A program may put anything where its log is expected: opening a pipe must not block, and links must not be followed.
 */
const READ_ONLY = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW

/** Reads the log of one process as it grows. */
export class ProcessLog {
  readonly path: string
  /** `py:<pid>:<start time>`, as the process reports it. */
  readonly ident: string
  readonly pid: number
  readonly startTime: number
  isDead = false
  /** Records that were overwritten before they were read. */
  lost = 0
  readonly #fd: number
  #next = 0
  #holeSince = 0

  /** @throws Error when the file can't be opened, or is not a regular file. */
  constructor(path: string, ident: string) {
    this.path = path
    this.ident = ident
    const [, pid, startTime] = ident.split(":")
    this.pid = Number(pid)
    this.startTime = Number(startTime)
    this.#fd = openSync(path, READ_ONLY)
    if (fstatSync(this.#fd).isFile()) return
    closeSync(this.#fd)
    throw new Error(`Expected a log, got something that is no file: ${path}`)
  }

  /** False until the process has laid out its log. */
  isReady(): boolean {
    if (fstatSync(this.#fd).size < layout.ringAt) return false
    readSync(this.#fd, front, 0, 8, 0)
    return front.readBigUInt64LE(0) === layout.magic
  }

  /** Whether the process has ended, checked with the kernel until it has. A zombie has ended: it writes no more. */
  checkDead(): boolean {
    if (!this.isDead) this.isDead = !isRunning(this.pid, this.startTime)
    return this.isDead
  }

  /** Operations that have begun and not ended. */
  cells(): Entry[] {
    this.#readFront(0, layout.countersAt)
    const open: Entry[] = []
    for (let cell = 0; cell < layout.cells; cell++) {
      const entry = entryAt(front, layout.cellsAt + cell * layout.record)
      if (entry) open.push({ ...entry, text: Buffer.from(entry.text) })
    }
    return open
  }

  /** The counters of the objects with numbers below `count` (at most `layout.objects`); eight for each object. */
  counters(count: number): (object: number, which: number) => number {
    this.#readFront(layout.countersAt, count * 64)
    return (object, which) => wide(front, layout.countersAt + object * 64 + which * 8)
  }

  /** Reads into `front`, which all logs share. Throws if bytes are missing: in their place are bytes of another log. */
  #readFront(at: number, length: number): void {
    const got = readSync(this.#fd, front, at, length, at)
    if (got < length) throw new Error(`Expected ${at + length} bytes in ${this.path}, got ${at + got}: it was cut off`)
  }

  /** The records completed since the last call, in the order of writing. */
  records(now: number): Entry[] {
    const found: Entry[] = []
    for (;;) {
      const slot = this.#next % layout.ring
      const count = Math.min(found.length === 0 ? FIRST : CHUNK, layout.ring - slot)
      const length = readSync(this.#fd, chunk, 0, count * layout.record, layout.ringAt + slot * layout.record)
      const whole = Math.floor(length / layout.record)
      const taken = this.#take(whole, found, now)
      if (taken < whole || whole === 0) return found
    }
  }

  #take(count: number, found: Entry[], now: number): number {
    for (let index = 0; index < count; index++) {
      const mark = markAt(chunk, index * layout.record)
      const wanted = this.#next + 1
      if (mark > wanted) {
        // The writer has gone round the ring: continue at its older half, which will be overwritten next.
        const newest = mark + layout.ring / 2
        this.lost += newest - wanted
        this.#next = newest - 1
        return 0
      }
      const entry = mark === wanted ? entryAt(chunk, index * layout.record) : undefined
      if (!entry) return this.#mayPass(index, count, now) ? this.#skip(index, count, found, now) : index
      this.#holeSince = 0
      this.#next++
      found.push({ ...entry, text: Buffer.from(entry.text) })
    }
    return count
  }

  /**
   * Whether to skip a record: a thread that was stopped or killed before it wrote to its place must not delay others
   * for ever.
   */
  #mayPass(index: number, count: number, now: number): boolean {
    const next = index + 1
    if (next >= count || markAt(chunk, next * layout.record) !== this.#next + 2) return false
    if (this.#holeSince === 0) this.#holeSince = now
    return this.isDead || now - this.#holeSince > HOLE_TIMEOUT * 1000
  }

  #skip(index: number, count: number, found: Entry[], now: number): number {
    this.#next++
    this.#holeSince = 0
    this.lost++
    const rest = chunk.subarray((index + 1) * layout.record, count * layout.record)
    rest.copy(chunk)
    return index + 1 + this.#take(count - index - 1, found, now)
  }

  close(): void {
    closeSync(this.#fd)
  }
}

function isRunning(pid: number, startTime: number): boolean {
  const stat = readStat(pid)
  if (!stat || "ZX".includes(String.fromCharCode(stat.state))) return false
  return startTime === 0 || stat.startTime === startTime
}
