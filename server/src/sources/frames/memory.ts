import { type Descriptors, KeptFile } from "../kernel/descriptors.ts"

/** Thrown when what was read cannot be: the program went on while we looked. One object, it needs no trace. */
export const TORN = new Error("the program went on while it was read")
/** Thrown when the memory is no longer there: the process ended, or is another program since an exec. */
export const LEFT = new Error("the process is no longer what it was")

const PAGE = 4096
const PAGES = 64
/** User space of 64-bit machines; what is above cannot be an address. */
const HIGHEST = 2 ** 47
const TWO_32 = 2 ** 32

/** Memory of other processes, one at a time, read in pages that are kept until `forget`. */
export class ProcessMemory {
  #file = new KeptFile("")
  readonly #pages = Array.from({ length: PAGES }, () => Buffer.alloc(PAGE))
  readonly #starts: number[] = []
  #next = 0
  #hit = 0
  readonly #descriptors: Descriptors

  constructor(descriptors: Descriptors) {
    this.#descriptors = descriptors
  }

  /** From here on, reads are from this `/proc/PID/mem`. */
  turnTo(file: KeptFile): void {
    this.#file = file
    this.forget()
  }

  /** From here on, reads see what the memory holds now. */
  forget(): void {
    this.#starts.length = 0
    this.#next = 0
    this.#hit = 0
  }

  byte(address: number): number {
    return this.#page(address)[address % PAGE] as number
  }

  int32(address: number): number {
    const offset = address % PAGE
    if (offset > PAGE - 4) return this.bytes(address, 4).readInt32LE()
    return this.#page(address).readInt32LE(offset)
  }

  /** A number of 64 bits, exact up to 2^53. */
  word(address: number): number {
    const offset = address % PAGE
    if (offset > PAGE - 8) throw TORN
    const page = this.#page(address)
    return page.readUInt32LE(offset) + TWO_32 * page.readUInt32LE(offset + 4)
  }

  /** An address, or 0. */
  pointer(address: number): number {
    const value = this.word(address)
    if (value >= HIGHEST) throw TORN
    return value
  }

  /** As `pointer`, but as it is now, and not by what was read before. */
  pointerNow(address: number): number {
    this.forget()
    return this.pointer(address)
  }

  /** A copy. */
  bytes(address: number, length: number): Buffer {
    const copy = Buffer.allocUnsafe(length)
    for (let done = 0; done < length; ) {
      const offset = (address + done) % PAGE
      done += this.#page(address + done).copy(copy, done, offset, Math.min(PAGE, offset + length - done))
    }
    return copy
  }

  /** Whether these bytes are at an address. */
  holds(address: number, bytes: Buffer): boolean {
    const offset = address % PAGE
    if (offset + bytes.length > PAGE) return bytes.equals(this.bytes(address, bytes.length))
    return this.#page(address).compare(bytes, 0, bytes.length, offset, offset + bytes.length) === 0
  }

  #page(address: number): Buffer {
    const start = address - (address % PAGE)
    if (this.#starts[this.#hit] === start) return this.#pages[this.#hit] as Buffer
    const known = this.#starts.indexOf(start)
    if (known >= 0) {
      this.#hit = known
      return this.#pages[known] as Buffer
    }
    return this.#read(start)
  }

  #read(start: number): Buffer {
    // The first page is never mapped, and a negative position would read on from the last one.
    if (!(start >= PAGE && start < HIGHEST)) throw TORN
    const slot = this.#next
    const page = this.#pages[slot] as Buffer
    this.#starts[slot] = -1
    const length = this.#descriptors.read(this.#file, page, start)
    if (length !== PAGE) throw length < 0 && this.#file.fd >= 0 ? TORN : LEFT
    this.#starts[slot] = start
    this.#hit = slot
    this.#next = (slot + 1) % PAGES
    return page
  }
}
