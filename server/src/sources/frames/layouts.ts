import { DEBUG_OFFSETS_SIZE, layoutFromDebugOffsets } from "./debugOffsets.ts"
import type { Layout } from "./layout.ts"
import { type ProcessMemory, TORN } from "./memory.ts"

/** PyASCIIObject, PyCompactUnicodeObject: until 3.11 with a pointer to wide characters. */
const wideText = { length: 16, state: 32, ascii: 48, other: 72 }
const text = { length: 16, state: 32, ascii: 40, other: 56 }
const common = { object: { type: 8, size: 16 }, bytes: { data: 32 } }
/** What 3.9 and 3.10 have in common: _PyRuntimeState, PyInterpreterState (tstate_head), PyThreadState (frame). */
const classic = {
  ...common,
  runtime: { interpreters: 32 },
  interpreter: { next: 0, threads: 8 },
  thread: { next: 8, interpreter: 16, pthread: 176, frame: 24 },
  code: { filename: 104, name: 112, firstLine: 40, lineTable: 120, bytecode: 48 },
  text: wideText,
}

/** By minor version. From 3.13 on, interpreters contain their own offsets (`debugOffsets.ts`). */
const LAYOUTS: Record<number, Layout> = {
  // PyFrameObject (f_executing), PyCodeObject (co_lnotab).
  9: {
    ...classic,
    frame: { previous: 24, code: 32, instruction: 104, executing: { at: 116, value: 1 } },
    lines: "lnotab",
  },
  // The same structs (f_state, co_linetable).
  10: {
    ...classic,
    frame: { previous: 24, code: 32, instruction: 96, executing: { at: 108, value: 0 } },
    lines: "linetable",
  },
  // PyInterpreterState (threads.head), PyThreadState (cframe), _PyCFrame, _PyInterpreterFrame (prev_instr,
  // stacktop).
  11: {
    ...common,
    runtime: { interpreters: 40 },
    interpreter: { next: 0, threads: 16 },
    thread: { next: 8, interpreter: 16, pthread: 152, nativeId: 160, frame: 56 },
    cframe: 8,
    frame: { previous: 48, code: 32, instruction: 56, owner: 69, stackTop: { at: 64, running: -1 }, isEntry: 68 },
    code: { filename: 112, name: 120, firstLine: 72, lineTable: 136, bytecode: 184 },
    text: wideText,
    lines: "locations",
  },
  12: {
    ...common,
    runtime: { interpreters: 40 },
    interpreter: { next: 0, threads: 72 },
    thread: { next: 8, interpreter: 16, pthread: 136, nativeId: 144, frame: 56 },
    cframe: 0,
    frame: { previous: 8, code: 0, instruction: 56, owner: 70, stackTop: { at: 64, running: -1 } },
    code: { filename: 112, name: 120, firstLine: 68, lineTable: 136, bytecode: 192 },
    text,
    lines: "locations",
  },
}

/**
 * The layout of the interpreter whose `_PyRuntime` is at `runtime`; undefined if it is not supported (a version outside
 * 3.9 to 3.14, a free-threaded build). Throws TORN where memory cannot be read.
 */
export function layoutOf(minor: number, memory: ProcessMemory, runtime: number): Layout | undefined {
  if (minor < 13) return LAYOUTS[minor]
  memory.forget()
  try {
    return layoutFromDebugOffsets(memory.bytes(runtime, DEBUG_OFFSETS_SIZE))
  } catch (error) {
    if (error === TORN) return undefined
    throw error
  }
}
