const SPACE = 0x20
const NEWLINE = 0x0a
const ZERO = 0x30

/**
 * Reads blank-separated numbers directly from a buffer: the sampler parses tens of thousands of lines a second and
 * makes no strings for them.
 */
export class Fields {
  at = 0
  #end = 0

  readonly buffer: Uint8Array

  constructor(buffer: Uint8Array) {
    this.buffer = buffer
  }

  /** Begins at `at`, which must be the first byte of a field. */
  start(at: number, end: number): this {
    this.at = at
    this.#end = end
    return this
  }

  get more(): boolean {
    return this.at < this.#end
  }

  /** Returns the next field as an unsigned number, and moves on to the field after it. Exact up to 2^53. */
  next(): number {
    const { buffer } = this
    let value = 0
    let at = this.at
    for (; at < this.#end; at++) {
      const byte = buffer[at] as number
      if (byte === SPACE || byte === NEWLINE) break
      value = value * 10 + (byte - ZERO)
    }
    this.at = at + 1
    return value
  }

  skip(count: number): this {
    let left = count
    let at = this.at
    while (left > 0 && at < this.#end) if (this.buffer[at++] === SPACE) left--
    this.at = at
    return this
  }
}
