import type { ForkscopeEvent } from "@forkscope/shared/events"
import { eventLine } from "@forkscope/shared/recording"
import { LEFT, writeJson } from "./jsonBytes.ts"

/** Bytes that are enough for most members; what of it is not written to is no memory yet. */
const ROOM = 1 << 19
const NEW_LINE = 10
/** Bytes of a UTF-16 code unit in UTF-8, at most. */
const BYTES = 3

/** Lines of a recording as bytes, put together as they come. */
export class Lines {
  #bytes = Buffer.allocUnsafe(ROOM)
  #length = 0

  /** In bytes. */
  get length(): number {
    return this.#length
  }

  /** @param text Whole lines. */
  add(text: string): void {
    this.#reserve(BYTES * text.length)
    this.#length += this.#bytes.write(text, this.#length)
  }

  /** A line for each event. */
  addEvents(events: readonly ForkscopeEvent[]): void {
    for (const event of events) {
      const end = writeJson(this.#bytes, this.#length, event)
      if (end === LEFT || end === this.#bytes.length) this.add(eventLine(event))
      else {
        this.#bytes[end] = NEW_LINE
        this.#length = end + 1
      }
    }
  }

  /** All that has come since the last time. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#length)
    this.#bytes = Buffer.allocUnsafe(ROOM)
    this.#length = 0
    return taken
  }

  #reserve(more: number): void {
    const needed = this.#length + more
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}
