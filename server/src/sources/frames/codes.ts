import type { Interpreter, Types } from "./interpreter.ts"
import type { Layout } from "./layout.ts"
import { fromLinetable, fromLnotab, fromLocations, type Lines } from "./lineTables.ts"
import { type ProcessMemory, TORN } from "./memory.ts"

/** More code objects than a program's stacks usually contain. */
const MOST_CODES = 4096
/** Limits for reading one object, so that an invalid size costs nothing. */
const LONGEST_TABLE = 8 << 20
const LONGEST_TEXT = 4096
const LONGEST_HEAD = 256
/** `_co_firsttraceable` and `co_extra` come just before the bytecode (3.11 and up). */
const FIRST_TRACEABLE_BEFORE = 16

/** What is known of one code object. */
export interface Code {
  file: string
  name: string
  isOwn: boolean
  /** The code in which a forked child process begins; the frames below it are its parent's. */
  isChildsFoot: boolean
  lines: Lines
  /** Instructions, in code units of two bytes (3.11 and up). */
  units: number
  /** In a frame before this instruction, the frame is not yet complete (3.11 and up). */
  firstTraceable: number
  /** Fields by which a later reading at the same address recognizes the same code object. */
  mark: { filename: number; name: number; lineTable: number; firstLine: number; size: number }
  /** The beginning of its line table: code that is compiled again and again may differ only there. */
  tableHead: Buffer
}

const DECODERS = { lnotab: fromLnotab, linetable: fromLinetable, locations: fromLocations }

/** The code objects of one process by address. */
export class Codes {
  readonly #byAddress = new Map<number, Code>()
  readonly #memory: ProcessMemory
  readonly #layout: Layout
  readonly #types: Types
  readonly #isOwn: (file: string) => boolean

  constructor(memory: ProcessMemory, { layout, types }: Interpreter, isOwn: (file: string) => boolean) {
    this.#memory = memory
    this.#layout = layout
    this.#types = types
    this.#isOwn = isOwn
  }

  /** The code object at an address; throws TORN if there is none. Addresses are reused, so it is checked each time. */
  at(address: number): Code {
    const known = this.#byAddress.get(address)
    if (known && this.#isStill(known, address)) return known
    const fresh = this.#read(address, this.#mark(address))
    // An import changes the file name of new code, and frees the first name.
    this.#memory.forget()
    if (!this.#isStill(fresh, address)) throw TORN
    if (this.#byAddress.size >= MOST_CODES) this.#byAddress.clear()
    this.#byAddress.set(address, fresh)
    return fresh
  }

  #mark(address: number): Code["mark"] {
    const { code, object } = this.#layout
    return {
      filename: this.#memory.pointer(address + code.filename),
      name: this.#memory.pointer(address + code.name),
      lineTable: this.#memory.pointer(address + code.lineTable),
      firstLine: this.#memory.int32(address + code.firstLine),
      size: this.#memory.word(address + object.size),
    }
  }

  #isStill({ mark, isOwn, tableHead }: Code, address: number): boolean {
    const { code, object, bytes } = this.#layout
    const memory = this.#memory
    this.#expect(this.#types.code, address)
    return (
      mark.filename === memory.pointer(address + code.filename) &&
      mark.name === memory.pointer(address + code.name) &&
      mark.lineTable === memory.pointer(address + code.lineTable) &&
      mark.firstLine === memory.int32(address + code.firstLine) &&
      mark.size === memory.word(address + object.size) &&
      // Needs one more page, so it is only done for programs that create code at run time.
      (!isOwn || memory.holds(mark.lineTable + bytes.data, tableHead))
    )
  }

  #expect(type: number, address: number): void {
    if (this.#memory.pointer(address + this.#layout.object.type) !== type) throw TORN
  }

  #read(address: number, mark: Code["mark"]): Code {
    const { lines, code } = this.#layout
    const file = this.#text(mark.filename)
    const name = this.#text(mark.name)
    const table = this.#bytes(mark.lineTable)
    const isModern = lines === "locations"
    return {
      file,
      name,
      isOwn: this.#isOwn(file),
      isChildsFoot: name === "_bootstrap" && file.endsWith("/multiprocessing/process.py"),
      lines: DECODERS[lines](table, mark.firstLine),
      units: mark.size,
      firstTraceable: isModern ? this.#memory.int32(address + code.bytecode - FIRST_TRACEABLE_BEFORE) : 0,
      mark,
      tableHead: table.subarray(0, LONGEST_HEAD),
    }
  }

  #bytes(address: number): Buffer {
    const { object, bytes } = this.#layout
    this.#expect(this.#types.bytes, address)
    const length = this.#memory.word(address + object.size)
    if (length > LONGEST_TABLE) throw TORN
    return this.#memory.bytes(address + bytes.data, length)
  }

  /** Reads a string in one of the forms of PEP 393: 1, 2 or 4 bytes a character, directly after the struct. */
  #text(address: number): string {
    const { text } = this.#layout
    this.#expect(this.#types.text, address)
    const length = this.#memory.word(address + text.length)
    if (length > LONGEST_TEXT) throw TORN
    const state = this.#memory.int32(address + text.state) >>> 0
    // Until 3.13: `interned` in 2 bits, `kind` in 3 (1, 2 or 4, so never 0), `compact`, `ascii`; the other bits may
    // have any value. Since 3.14 `interned` (0 to 3) has 16 bits.
    const bits = (state & 0xffff) < 4 ? state >>> 16 : state >>> 2
    const [kind, isCompact, isAscii] = [bits & 7, (bits >>> 3) & 1, (bits >>> 4) & 1]
    if (!isCompact) throw TORN
    const data = address + (isAscii ? text.ascii : text.other)
    if (kind === 1) return this.#memory.bytes(data, length).toString("latin1")
    if (kind === 2) return this.#memory.bytes(data, 2 * length).toString("utf16le")
    if (kind === 4) return fromCodePoints(this.#memory.bytes(data, 4 * length))
    throw TORN
  }
}

function fromCodePoints(bytes: Buffer): string {
  let text = ""
  for (let at = 0; at < bytes.length; at += 4) {
    const point = bytes.readUInt32LE(at)
    if (point > 0x10_ffff) throw TORN
    text += String.fromCodePoint(point)
  }
  return text
}
