/** A growing list of numbers, at 8 bytes each, for histories of millions of events. */
export class Column {
  #values = new Float64Array(16)
  length = 0

  push(value: number): void {
    if (this.length === this.#values.length) this.#grow(this.length + 1)
    this.#values[this.length] = value
    this.length += 1
  }

  /** The value at an index; 0 outside the list. */
  at(place: number): number {
    return this.#values[place] ?? 0
  }

  /** The last value; 0 if the list is empty. */
  get last(): number {
    return this.length > 0 ? this.at(this.length - 1) : 0
  }

  /** The first index, from `from` on, whose value is greater than `value`. The values must ascend. */
  after(value: number, from = 0): number {
    let low = from
    let high = this.length
    // Doubling strides, then binary search, since the index is usually near `from`.
    for (let stride = 1; low + stride < high; stride *= 2) {
      if (this.at(low + stride) > value) {
        high = low + stride + 1
        break
      }
      low += stride
    }
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.at(middle) > value) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Removes all values from an index on. */
  cut(place: number): void {
    this.length = Math.min(this.length, place)
  }

  /** Removes the first `count` values. */
  drop(count: number): void {
    this.#values.copyWithin(0, count, this.length)
    this.length -= count
  }

  #grow(least: number): void {
    const grown = new Float64Array(Math.max(least, 2 * this.#values.length))
    grown.set(this.#values.subarray(0, this.length))
    this.#values = grown
  }
}
