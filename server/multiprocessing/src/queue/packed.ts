import { decode, encode, isJsonPrimitive } from "../wire/codec.ts"

/** A queued item: a JSON primitive as it is, anything else as the bytes to which it was pickled when it was put. */
export type Packed = string | number | boolean | null | Buffer

/** @throws PicklingError */
export function pack(value: unknown): Packed {
  return isJsonPrimitive(value) ? value : encode(value)
}

export function unpack(packed: Packed): unknown {
  return typeof packed === "object" && packed !== null ? decode(packed) : packed
}

/** As a promise, which is rejected when the item cannot be unpickled here. */
export function unpacked(packed: Packed): Promise<unknown> {
  try {
    return Promise.resolve(unpack(packed))
  } catch (error) {
    return Promise.reject(error)
  }
}

const JSON_ARRAY = 0
const BYTES = 1

/**
 * Consecutive items of a queue. A chunk that came over a socket is bytes that are sent on undecoded; they are decoded
 * only when a single item is needed.
 */
export class Chunk {
  /** Number of the first item: items of a queue are numbered from 1. */
  first: number
  count: number
  #items: Packed[] | undefined
  /** How many items of the list were removed. */
  #gone = 0
  #format = JSON_ARRAY
  #bytes: Buffer | undefined

  private constructor(first: number, count: number) {
    this.first = first
    this.count = count
  }

  static of(items: Packed[], first = 0): Chunk {
    const chunk = new Chunk(first, items.length)
    chunk.#items = items
    return chunk
  }

  static read(count: number, format: number, bytes: Buffer): Chunk {
    const chunk = new Chunk(0, count)
    chunk.#format = format
    chunk.#bytes = bytes
    return chunk
  }

  /** Adds an item at the end. */
  push(item: Packed): void {
    this.#list().push(item)
    this.#bytes = undefined
    this.count++
  }

  /** The first item, without removing it. */
  peek(): Packed {
    return this.#list()[this.#gone] as Packed
  }

  /** Removes and returns the first item. */
  shift(): Packed {
    const item = this.#list()[this.#gone++] as Packed
    this.#bytes = undefined
    this.first++
    this.count--
    return item
  }

  /** Removes the first items. */
  drop(count: number): void {
    if (count >= this.count) {
      this.first += this.count
      this.count = 0
      this.#items = []
      this.#gone = 0
      return
    }
    this.#list()
    this.#bytes = undefined
    this.#gone += count
    this.first += count
    this.count -= count
  }

  /** The chunk as it is sent: [format, bytes]. */
  write(): [number, Buffer] {
    if (this.#bytes) return [this.#format, this.#bytes]
    const items = this.#list().slice(this.#gone)
    const isPlain = !items.some((item) => typeof item === "object" && item !== null)
    this.#format = isPlain ? JSON_ARRAY : BYTES
    this.#bytes = isPlain ? Buffer.from(JSON.stringify(items)) : joinBytes(items)
    return [this.#format, this.#bytes]
  }

  #list(): Packed[] {
    if (this.#items) return this.#items
    const bytes = this.#bytes as Buffer
    this.#items = this.#format === JSON_ARRAY ? (JSON.parse(bytes.toString()) as Packed[]) : splitBytes(bytes)
    return this.#items
  }
}

function joinBytes(items: Packed[]): Buffer {
  const parts: Buffer[] = []
  for (const item of items) {
    const bytes = typeof item === "object" && item !== null ? item : encode(item)
    const length = Buffer.allocUnsafe(4)
    length.writeUInt32LE(bytes.length, 0)
    parts.push(length, bytes)
  }
  return Buffer.concat(parts)
}

function splitBytes(bytes: Buffer): Packed[] {
  const items: Packed[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + bytes.readUInt32LE(at)
    items.push(bytes.subarray(at + 4, end))
    at = end
  }
  return items
}
