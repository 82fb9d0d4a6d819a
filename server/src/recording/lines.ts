import type { ForkscopeEvent } from "@forkscope/shared/events"
import { eventLine } from "@forkscope/shared/recording"
import { LEFT, makeRoom, type Room, roomIn, writeJson } from "./jsonBytes.ts"

/** Bytes that are enough for most members; pages that are never written to occupy no memory. */
const ROOM = 1 << 19
/** Buffers that are kept for reuse: allocating memory takes longer than writing to it. */
const ROOMS_KEPT = 16
const NEW_LINE = 10
/** Bytes of a UTF-16 code unit in UTF-8, at most. */
const BYTES = 3

/** The lines of a recording as bytes, appended one after another. */
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

  /** Adds a line for each event. */
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

  /** Returns all lines since the last call. The caller returns the buffer with `release` when it has read it. */
  take(): Buffer {
    const taken = this.#room.bytes.subarray(0, this.#length)
    this.#room = this.#free.pop() ?? makeRoom(ROOM)
    this.#length = 0
    return taken
  }

  /** Returns a buffer that is no longer read, so that its memory can be used again. */
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
