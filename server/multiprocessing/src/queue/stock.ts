import { Chunk, type Packed } from "./packed.ts"

/** Spent places at the front of the list above which they are cut off. */
const SPENT = 256
/** Most items in a chunk of items that the owner put one by one. */
const LONGEST_OPEN = 256

/** The items in the memory of a queue's owner, in order of their numbers. */
export class Stock {
  count = 0
  #chunks: Chunk[] = []
  #head = 0
  /** The last chunk, while single items may still be added to it. */
  #open: Chunk | undefined

  /** Adds one item at the end. */
  append(item: Packed, number: number): void {
    this.count++
    if (this.#open && this.#open.count > 0 && this.#open.count < LONGEST_OPEN) {
      this.#open.push(item)
      return
    }
    this.#open = Chunk.of([item], number)
    this.#chunks.push(this.#open)
  }

  /** Adds a chunk at the end. */
  add(chunk: Chunk): void {
    this.#open = undefined
    this.#chunks.push(chunk)
    this.count += chunk.count
  }

  /** Takes the first item, as a chunk of its own. */
  takeOne(): Chunk {
    const chunk = this.#chunks[this.#head] as Chunk
    this.count--
    if (chunk.count === 1) return this.#next()
    const number = chunk.first
    return Chunk.of([chunk.shift()], number)
  }

  /** Takes the first chunk as a whole. */
  take(): Chunk {
    const chunk = this.#next()
    this.count -= chunk.count
    return chunk
  }

  /** Returns a chunk that was taken to its place by number: the front, unless others were returned before. */
  bringBack(chunk: Chunk): void {
    this.#open = undefined
    let place = this.#head
    while (place < this.#chunks.length && (this.#chunks[place] as Chunk).first < chunk.first) place++
    this.#chunks.splice(place, 0, chunk)
    this.count += chunk.count
  }

  #next(): Chunk {
    const chunk = this.#chunks[this.#head++] as Chunk
    if (chunk === this.#open) this.#open = undefined
    if (this.#head > SPENT) {
      this.#chunks = this.#chunks.slice(this.#head)
      this.#head = 0
    }
    return chunk
  }
}
