import type { ForkscopeEvent } from "@forkscope/shared/events"
import { eventLine } from "@forkscope/shared/recording"

/** Events that become text at once. A longer text is dearer again: it no longer fits where new objects are cheap. */
const AT_ONCE = 100
/** Between two events of a list, and not in a string: there the quotes are escaped. */
const BETWEEN = '},{"seq":'
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

  /** A line for each event. Many are one list for JSON.stringify, which takes half the time of a call an event. */
  addEvents(events: readonly ForkscopeEvent[]): void {
    for (let from = 0; from < events.length; from += AT_ONCE) {
      const some = events.slice(from, from + AT_ONCE)
      if (!some.every(beginsWithSeq) || !this.#addList(some)) for (const event of some) this.add(eventLine(event))
    }
  }

  /** Writes a list and cuts it into lines in place. @returns false if that can't be done, and then nothing is written. */
  #addList(events: readonly ForkscopeEvent[]): boolean {
    const list = JSON.stringify(events).slice("[".length)
    this.#reserve(BYTES * list.length)
    const start = this.#length
    const written = this.#bytes.write(list, start)
    // Letters of several bytes: places in the text are no longer those in the bytes.
    if (written !== list.length) return false
    let lines = 1
    for (let at = list.indexOf(BETWEEN); at >= 0; at = list.indexOf(BETWEEN, at + BETWEEN.length)) {
      this.#bytes[start + at + 1] = NEW_LINE
      lines++
    }
    // Inside of an event there is a list that looks like this one.
    if (lines !== events.length) return false
    this.#length = start + written
    this.#bytes[this.#length - 1] = NEW_LINE
    return true
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

/** As the log makes them all. */
function beginsWithSeq(event: ForkscopeEvent): boolean {
  for (const name in event) return name === "seq"
  return false
}
