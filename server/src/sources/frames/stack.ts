import type { Code, Codes } from "./codes.ts"
import type { Interpreter } from "./interpreter.ts"
import type { Layout } from "./layout.ts"
import { NO_LINE } from "./lineTables.ts"
import { type ProcessMemory, TORN } from "./memory.ts"

/** Most frames that are reported. */
export const LONGEST_STACK = 32
/** Most frames that are searched for the program's own code. */
const DEEPEST = 512
/**
 * `owner` from this value on: the frame only marks an entry into the interpreter (FRAME_OWNED_BY_CSTACK and
 * _INTERPRETER).
 */
const FIRST_MARKER = 3
const OWNED_BY_GENERATOR = 1
/** 3.14 keeps flags in the lowest bits of a reference. */
const REFERENCE_FLAGS = 4
const BYTES_PER_UNIT = 2

/** One stack, innermost frame first; filled anew for each thread. */
export class Stack {
  readonly codes: Code[] = []
  readonly lines: number[] = []
  /** Index of the innermost frame of the program's own code, or −1. */
  own = -1
  /** The address of the outermost frame; 0 if the stack is deeper than we read. */
  foot = 0
  readonly #memory: ProcessMemory
  readonly #layout: Layout
  readonly #codes: Codes
  readonly #frameType: number
  /** Whether the next frame called the last one directly, not through C. */
  #isCaller = false

  constructor(memory: ProcessMemory, { layout, types }: Interpreter, codes: Codes) {
    this.#memory = memory
    this.#layout = layout
    this.#codes = codes
    this.#frameType = types.frame
  }

  /** The innermost frame of a thread, read anew; 0 if it runs no Python code. */
  top(thread: number): number {
    const { cframe, thread: fields } = this.#layout
    const holder = this.#memory.pointerNow(thread + fields.frame)
    return cframe === undefined || holder === 0 ? holder : this.#memory.pointer(holder + cframe)
  }

  /** Follows the frames from the innermost one. Throws TORN where they are inconsistent. */
  read(top: number): void {
    this.codes.length = 0
    this.lines.length = 0
    this.own = -1
    this.foot = 0
    this.#isCaller = false
    const isModern = this.#layout.frame.owner !== undefined
    for (let frame = top, depth = 0; frame !== 0; depth++) {
      if (depth > DEEPEST || (this.own >= 0 && this.codes.length >= LONGEST_STACK)) {
        this.foot = 0
        return
      }
      this.foot = frame
      const code = isModern ? this.#modern(frame) : this.#classic(frame)
      if (code?.isChildsFoot) return
      frame = this.#memory.pointer(frame + this.#layout.frame.previous)
    }
  }

  /** 3.9 and 3.10: a PyFrameObject with the index of its last instruction. */
  #classic(frame: number): Code {
    const { frame: fields, object, lines } = this.#layout
    if (this.#memory.pointer(frame + object.type) !== this.#frameType) throw TORN
    // A frame that has ended still looks like a frame.
    const { executing } = fields
    if (executing && this.#memory.byte(frame + executing.at) !== executing.value) throw TORN
    const code = this.#codes.at(this.#memory.pointer(frame + fields.code))
    const last = this.#memory.int32(frame + fields.instruction)
    // 3.9 counts in bytes, 3.10 in code units.
    this.#push(code, lines === "lnotab" ? last : last * BYTES_PER_UNIT)
    return code
  }

  /** 3.11 and up: an _PyInterpreterFrame with the address of an instruction. Undefined if it is not complete yet. */
  #modern(frame: number): Code | undefined {
    const { frame: fields, code: codeFields } = this.#layout
    const owner = this.#memory.byte(frame + (fields.owner as number))
    if (owner >= FIRST_MARKER) {
      this.#isCaller = false
      return undefined
    }
    // The memory of ended frames is unchanged until it is reused. A stack that begins with one continues in a frame
    // that runs.
    if (this.#isCaller && this.#runs(frame)) throw TORN
    const reference = this.#memory.pointer(frame + fields.code)
    const address = reference - (reference % REFERENCE_FLAGS)
    const code = this.#codes.at(address)
    const offset = this.#memory.pointer(frame + fields.instruction) - (address + codeFields.bytecode)
    const unit = offset / BYTES_PER_UNIT
    if (!Number.isInteger(unit) || unit < -1 || unit >= code.units) throw TORN
    const isComplete = unit >= code.firstTraceable || owner === OWNED_BY_GENERATOR
    if (!isComplete && this.codes.length > 0) throw TORN
    this.#isCaller = fields.isEntry === undefined || this.#memory.byte(frame + fields.isEntry) === 0
    if (!isComplete) return undefined
    this.#push(code, offset)
    return code
  }

  #runs(frame: number): boolean {
    const { stackTop } = this.#layout.frame
    return stackTop !== undefined && this.#memory.int32(frame + stackTop.at) === stackTop.running
  }

  #push(code: Code, offset: number): void {
    const line = code.lines.at(offset)
    if (line < NO_LINE) throw TORN
    // Code that the compiler added has no line (−1) or line 0.
    const isOwn = code.isOwn && this.own < 0
    if (isOwn) this.own = this.codes.length
    if (isOwn || this.codes.length < LONGEST_STACK) {
      this.codes.push(code)
      this.lines.push(line)
    }
  }
}
