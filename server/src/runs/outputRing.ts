/** Output that was read and not yet handed on: at most so many bytes, the oldest thrown away first, and counted. */
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

  /** The oldest bytes, at most so many, removed. */
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

  /** How many bytes were thrown away since the last call. */
  takeDropped(): number {
    const dropped = this.#dropped
    this.#dropped = 0
    return dropped
  }

  /** What follows a gap starts at a line's beginning, not within a character or an escape sequence, if one is near. */
  #takeRestOfLine(): Buffer {
    const end = this.#chunks[0]?.indexOf("\n") ?? -1
    return end < 0 ? Buffer.alloc(0) : this.take(end + 1)
  }
}
