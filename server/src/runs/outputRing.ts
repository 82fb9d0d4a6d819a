/**
 * Output that was read and not yet passed on. At most so many bytes: above that the oldest are discarded, and counted.
 */
export class OutputRing {
  readonly #capacity: number
  readonly #chunks: Buffer[] = []
  #length = 0
  #dropped = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get length(): number {
    return this.#length
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    const excess = this.#length - this.#capacity
    if (excess <= 0) return
    this.#dropped += this.take(excess).length
    this.#dropped += this.#takeRestOfLine().length
  }

  /** Removes and returns the oldest bytes, at most so many. */
  take(bytes: number): Buffer {
    const taken: Buffer[] = []
    for (let left = bytes; left > 0; ) {
      const first = this.#chunks[0]
      if (!first) break
      taken.push(first.subarray(0, left))
      if (first.length > left) this.#chunks[0] = first.subarray(left)
      else this.#chunks.shift()
      left -= first.length
    }
    const all = taken.length === 1 && taken[0] ? taken[0] : Buffer.concat(taken)
    this.#length -= all.length
    return all
  }

  /** How many bytes were discarded since the last call. */
  takeDropped(): number {
    const dropped = this.#dropped
    this.#dropped = 0
    return dropped
  }

  /**
   * After a gap, the output goes on at the start of a line, if one is near: never within a character or an escape
   * sequence.
   */
  #takeRestOfLine(): Buffer {
    const end = this.#chunks[0]?.indexOf("\n") ?? -1
    return end < 0 ? Buffer.alloc(0) : this.take(end + 1)
  }
}
