import { KeptFile, sharedDescriptors } from "../kernel/descriptors.ts"

/**
 * Thrown when the bytes read are not consistent: the program changed them meanwhile. A constant, since no stack trace
 * is needed.
 */
export const TORN = new Error("the program went on while it was read")
/** Thrown when the memory no longer exists: the process has ended, or has become another program by an exec. */
export const LEFT = new Error("the process is no longer what it was")

const PAGE = 4096
const PAGES = 64
/** End of user space on 64-bit machines; higher values are not addresses. */
const HIGHEST = 2 ** 47
const TWO_32 = 2 ** 32

/** Memory of other processes, one at a time, read in pages that are kept until `forget`. */
export class ProcessMemory {
  #file = new KeptFile("")
  readonly #pages = Array.from({ length: PAGES }, () => Buffer.alloc(PAGE))
  readonly #starts: number[] = []
  #next = 0
  #hit = 0

  /** Reads from this `/proc/PID/mem` from here on. */
  turnTo(file: KeptFile): void {
    this.#file = file
    this.forget()
  }

  /** Drops the pages that are kept, so that later reads return the current contents. */
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

  /** An unsigned number of 64 bits, exact up to 2^53. */
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

  /** Like `pointer`, but read anew, not from a page that is kept. */
  pointerNow(address: number): number {
    this.forget()
    return this.pointer(address)
  }

  /** A copy of the bytes. */
  bytes(address: number, length: number): Buffer {
    const copy = Buffer.allocUnsafe(length)
    for (let done = 0; done < length; ) {
      const offset = (address + done) % PAGE
      done += this.#page(address + done).copy(copy, done, offset, Math.min(PAGE, offset + length - done))
    }
    return copy
  }

  /** Whether these bytes are at the address. */
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
    // The first page is never mapped, and a negative position would continue the previous read.
    if (!(start >= PAGE && start < HIGHEST)) throw TORN
    const slot = this.#next
    const page = this.#pages[slot] as Buffer
    this.#starts[slot] = -1
    const length = sharedDescriptors.read(this.#file, page, start)
    if (length !== PAGE) throw length < 0 && this.#file.fd >= 0 ? TORN : LEFT
    this.#starts[slot] = start
    this.#hit = slot
    this.#next = (slot + 1) % PAGES
    return page
  }
}
