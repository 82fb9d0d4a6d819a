import { Fields } from "./fields.ts"

const OPEN = 0x28
const CLOSE = 0x29
/** Bytes a name can have: 15 for a program, up to 63 for a kernel worker. */
const LONGEST_NAME = 64

/** One line of `/proc/PID/stat`, parsed in place. Field numbers as in proc(5). */
export class Stat {
  /** Field 3: the state letter of the main thread, as a byte. */
  state = 0
  /** Field 4. */
  ppid = 0
  /** Fields 14 + 15: user and system time of all threads, ended ones too, in clock ticks. */
  ticks = 0
  /** Fields 16 + 17: the same of the children that it has reaped, and of theirs. */
  reapedTicks = 0
  /** Field 20: living threads; the main thread counts until it is reaped. */
  threads = 0
  /** Field 22: clock ticks since boot. */
  startTime = 0
  /** Field 24. */
  rssPages = 0
  /**
   * Fields 26 to 28: where the program and its stack lie. They change at an exec; 0 where we have no permission, and in
   * a zombie.
   */
  startCode = 0
  endCode = 0
  startStack = 0
  /** Field 39. */
  core = 0
  /** Field 52: a wait status; 0 where we have no permission. */
  exitStatus = 0
  readonly buffer: Buffer
  #nameStart = 0
  #nameEnd = 0
  readonly #fields: Fields

  constructor(buffer: Buffer) {
    this.buffer = buffer
    this.#fields = new Fields(buffer)
  }

  /**
   * Parses the first `length` bytes; returns false if they are not a stat line.
   *
   * A name may contain anything, even `a) R 1 (b`; the fields after it never contain a parenthesis, so the last one
   * ends the name.
   */
  parse(length: number): boolean {
    const { buffer } = this
    let open = 0
    while (open < length && buffer[open] !== OPEN) open++
    let close = Math.min(open + 1 + LONGEST_NAME, length - 1)
    while (close > open && buffer[close] !== CLOSE) close--
    if (close <= open) return false
    this.#nameStart = open + 1
    this.#nameEnd = close
    this.state = buffer[close + 2] as number
    const fields = this.#fields.start(close + 4, length)
    this.ppid = fields.next()
    this.ticks = fields.skip(9).next() + fields.next()
    this.reapedTicks = fields.next() + fields.next()
    this.threads = fields.skip(2).next()
    this.startTime = fields.skip(1).next()
    this.rssPages = fields.skip(1).next()
    this.startCode = fields.skip(1).next()
    this.endCode = fields.next()
    this.startStack = fields.next()
    this.core = fields.skip(10).next()
    this.exitStatus = fields.skip(12).next()
    return true
  }

  /** The name in the line in the buffer. */
  name(): string {
    return this.buffer.toString("utf8", this.#nameStart, this.#nameEnd)
  }
}
