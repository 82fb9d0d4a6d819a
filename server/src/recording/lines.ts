import type { ForkscopeEvent } from "@forkscope/shared/events"
import { eventLine } from "@forkscope/shared/recording"
import { LEFT, makeRoom, type Room, roomIn, writeJson } from "./jsonBytes.ts"

/** Bytes that are enough for most members; what of it is not written to is no memory yet. */
const ROOM = 1 << 19
/** Rooms that are kept for what comes: getting new memory from the system takes longer than writing to it. */
const ROOMS_KEPT = 16
const NEW_LINE = 10
/** Bytes of a UTF-16 code unit in UTF-8, at most. */
const BYTES = 3

/** Lines of a recording as bytes, put together as they come. */
export class Lines {
  #room = makeRoom(ROOM)
  #length = 0
  readonly #free: Room[] = []

  /** In bytes. */
  get length(): number {
    return this.#length
  }

  /** @param text Whole lines. */
  add(text: string): void {
    this.#reserve(BYTES * text.length)
    this.#length += this.#room.bytes.write(text, this.#length)
  }

  /** A line for each event. */
  addEvents(events: readonly ForkscopeEvent[]): void {
    for (const event of events) {
      const { bytes } = this.#room
      const end = writeJson(this.#room, this.#length, event)
      if (end === LEFT || end === bytes.length) this.add(eventLine(event))
      else {
        bytes[end] = NEW_LINE
        this.#length = end + 1
      }
    }
  }

  /** All that has come since the last time. Whoever has read it gives it back with `release`. */
  take(): Buffer {
    const taken = this.#room.bytes.subarray(0, this.#length)
    this.#room = this.#free.pop() ?? makeRoom(ROOM)
    this.#length = 0
    return taken
  }

  /** What was taken is no longer read: its memory may be written to. */
  release({ buffer }: Buffer): void {
    if (buffer.byteLength === ROOM && this.#free.length < ROOMS_KEPT) this.#free.push(roomIn(buffer))
  }

  #reserve(more: number): void {
    const needed = this.#length + more
    const { bytes } = this.#room
    if (needed <= bytes.length) return
    this.#room = makeRoom(Math.max(needed, 2 * bytes.length))
    bytes.copy(this.#room.bytes, 0, 0, this.#length)
  }
}
