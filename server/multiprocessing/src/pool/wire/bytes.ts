/** A growing buffer that is written from left to right and reused. Numbers are little-endian. */
export class ByteWriter {
  buffer: Buffer
  length = 0

  constructor(size = 16_384) {
    this.buffer = Buffer.allocUnsafeSlow(size)
  }

  /** Makes room for `more` bytes. */
  reserve(more: number): void {
    const needed = this.length + more
    if (needed <= this.buffer.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2))
    this.buffer.copy(larger, 0, 0, this.length)
    this.buffer = larger
  }

  u8(value: number): void {
    this.reserve(1)
    this.buffer[this.length++] = value
  }

  u32(value: number): void {
    this.reserve(4)
    this.length = this.buffer.writeUInt32LE(value, this.length)
  }

  i32(value: number): void {
    this.reserve(4)
    this.length = this.buffer.writeInt32LE(value, this.length)
  }

  f64(value: number): void {
    this.reserve(8)
    this.length = this.buffer.writeDoubleLE(value, this.length)
  }

  /** The number of bytes of the text, then the bytes. */
  text(value: string): void {
    // A UTF-16 unit takes three bytes at most.
    this.reserve(4 + value.length * 3)
    const start = this.length + 4
    const written = value.length < 24 ? this.#ascii(value, start) : this.buffer.write(value, start, "utf8")
    this.buffer.writeUInt32LE(written, this.length)
    this.length = start + written
  }

  bytes(value: Uint8Array): void {
    this.reserve(4 + value.length)
    this.length = this.buffer.writeUInt32LE(value.length, this.length)
    this.buffer.set(value, this.length)
    this.length += value.length
  }

  /** Bytes as they are. */
  raw(value: Uint8Array): void {
    this.reserve(value.length)
    this.buffer.set(value, this.length)
    this.length += value.length
  }

  /** What was written, valid until the next write. */
  view(): Buffer {
    return this.buffer.subarray(0, this.length)
  }

  /** A copy of what was written. */
  copy(): Buffer {
    return Buffer.from(this.view())
  }

  /** Writes short ASCII text, which is faster without a call into native code. */
  #ascii(value: string, start: number): number {
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index)
      if (code > 127) return this.buffer.write(value, start, "utf8")
      this.buffer[start + index] = code
    }
    return value.length
  }
}

/** Reads what a ByteWriter wrote, in the same order. Throws a RangeError past the end. */
export class ByteReader {
  readonly buffer: Buffer
  position: number

  constructor(buffer: Buffer, position = 0) {
    this.buffer = buffer
    this.position = position
  }

  get isAtEnd(): boolean {
    return this.position >= this.buffer.length
  }

  u8(): number {
    return this.buffer.readUInt8(this.position++)
  }

  u32(): number {
    const value = this.buffer.readUInt32LE(this.position)
    this.position += 4
    return value
  }

  i32(): number {
    const value = this.buffer.readInt32LE(this.position)
    this.position += 4
    return value
  }

  f64(): number {
    const value = this.buffer.readDoubleLE(this.position)
    this.position += 8
    return value
  }

  text(): string {
    const length = this.u32()
    const end = this.position + length
    if (end > this.buffer.length) throw new RangeError(`text of ${length} bytes ends past the frame`)
    const value = this.buffer.toString("utf8", this.position, end)
    this.position = end
    return value
  }

  /** A view, not a copy: valid as long as the frame is. */
  bytes(): Buffer {
    const length = this.u32()
    const end = this.position + length
    if (end > this.buffer.length) throw new RangeError(`${length} bytes end past the frame`)
    const value = this.buffer.subarray(this.position, end)
    this.position = end
    return value
  }
}
