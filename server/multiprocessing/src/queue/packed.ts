import { decode, encode, isJsonPrimitive } from "../wire/codec.ts"

/** An item on its way: a primitive as it is, anything else as the bytes that it was pickled to when it was put. */
export type Packed = string | number | boolean | null | Buffer

/** @throws PicklingError */
export function pack(value: unknown): Packed {
  return isJsonPrimitive(value) ? value : encode(value)
}

export function unpack(packed: Packed): unknown {
  return typeof packed === "object" && packed !== null ? decode(packed) : packed
}

const JSON_ARRAY = 0
const BYTES = 1

/**
 * Items that follow one another in a queue. As it came over a socket it is bytes that nobody has read, and it travels
 * on as it is; only who wants a single item of it takes it apart.
 */
export class Chunk {
  /** Number of the first item: the queue's items are counted from 1. */
  first: number
  count: number
  #items: Packed[] | undefined
  /** Items of the list that are gone. */
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

  /** The first item, which stays. */
  peek(): Packed {
    return this.#list()[this.#gone] as Packed
  }

  /** The first item, which is gone then. */
  shift(): Packed {
    const item = this.#list()[this.#gone++] as Packed
    this.#bytes = undefined
    this.first++
    this.count--
    return item
  }

  /** Forgets the first items. */
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

  /** As it travels: [format, bytes]. */
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
