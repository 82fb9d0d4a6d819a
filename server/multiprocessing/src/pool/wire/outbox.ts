import { writeSync } from "node:fs"
import type { ErrorDescription } from "../../errors.ts"
import { ByteWriter } from "./bytes.ts"
import { ENTRY_HEADER, ENTRY_TRAILER, PAGE_FULL, PAGE_SIZE } from "./journal.ts"
import { FAILED, OK, REFUSED, RESULTS } from "./messages.ts"
import { LENGTH } from "./sendNow.ts"
import { writeValue } from "./values.ts"

/** Length and type of the frame. */
const BEFORE_ENTRIES = LENGTH + 1

/**
 * The worker's side of the journal: collects results, writes the start of every task to the file before the task
 * begins, and sends the same bytes to the parent, many results in one frame.
 */
export class Outbox {
  readonly #writer = new ByteWriter(2 * PAGE_SIZE)
  readonly #send: (frame: Buffer) => void
  readonly #journal: number | undefined
  /** Offset of the open entry; -1 when none is open. */
  #entry = -1
  #generation = 1
  #records = 0

  constructor(send: (frame: Buffer) => void, journal: number | undefined) {
    this.#send = send
    this.#journal = journal
    this.#writer.length = LENGTH
    this.#writer.u8(RESULTS)
  }

  /** The page is full: flush before the next task begins. */
  get isFull(): boolean {
    return this.#writer.length > PAGE_FULL
  }

  /** @throws what the codec throws when the value cannot be sent; nothing is written then. */
  ok(number: number, micros: number, value: unknown): void {
    const start = this.#open()
    this.#record(number, OK, micros)
    try {
      writeValue(this.#writer, value)
    } catch (error) {
      this.#writer.length = start
      throw error
    }
    this.#records++
  }

  failed(number: number, micros: number, error: ErrorDescription): void {
    this.#open()
    this.#record(number, FAILED, micros)
    this.#writer.text(JSON.stringify(error))
    this.#records++
  }

  /** The task arrived too late to be begun: its parent may give it to another worker. */
  refused(number: number): void {
    this.#open()
    this.#record(number, REFUSED, 0)
    this.#records++
  }

  /** Writes to the file that the task begins now, so that the parent knows it however this process ends. */
  begin(number: number): void {
    if (this.isFull) this.flush()
    this.#open()
    const start = this.#entry
    this.#close(number)
    if (this.#journal === undefined) return
    const writer = this.#writer
    // A zero at the place of the next entry marks the end of the page.
    writer.buffer.writeDoubleLE(0, writer.length)
    const page = (this.#generation % 2) * PAGE_SIZE
    writeSync(this.#journal, writer.buffer, start, writer.length + 8 - start, page + start - BEFORE_ENTRIES)
  }

  /** Sends the collected results. */
  flush(): void {
    if (this.#records === 0) return
    if (this.#entry >= 0) this.#close(0)
    this.#send(this.#writer.view())
    this.#writer.length = BEFORE_ENTRIES
    this.#records = 0
    this.#generation++
  }

  #open(): number {
    const { length } = this.#writer
    if (this.#entry < 0) {
      this.#entry = length
      this.#writer.reserve(ENTRY_HEADER)
      this.#writer.length += ENTRY_HEADER
    }
    return this.#writer.length
  }

  #record(number: number, outcome: number, micros: number): void {
    this.#writer.f64(number)
    this.#writer.u8(outcome)
    this.#writer.u32(Math.min(micros, 0xffff_ffff))
  }

  #close(begun: number): void {
    const writer = this.#writer
    writer.reserve(ENTRY_TRAILER + 8)
    writer.buffer.writeDoubleLE(this.#generation, this.#entry)
    writer.buffer.writeDoubleLE(begun, this.#entry + 8)
    writer.buffer.writeUInt32LE(writer.length - this.#entry - ENTRY_HEADER, this.#entry + 16)
    writer.f64(begun)
    this.#entry = -1
  }
}
