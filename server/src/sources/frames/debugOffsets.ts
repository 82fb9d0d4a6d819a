import type { Layout } from "./layout.ts"

const COOKIE = "xdebugpy"
/** How many words of `_Py_DebugOffsets` are read. */
const WORDS = 84
export const DEBUG_OFFSETS_SIZE = 8 * WORDS

/** The fields of `_Py_DebugOffsets` in their order, up to the last one used (Include/internal/pycore_runtime.h). */
const FIELDS_3_13 = `
  cookie version free_threaded
  runtime.size runtime.finalizing runtime.interpreters_head
  interpreter.size interpreter.id interpreter.next interpreter.threads_head interpreter.gc interpreter.imports_modules
  interpreter.sysdict interpreter.builtins interpreter.ceval_gil interpreter.gil_runtime_state
  interpreter.gil_runtime_state_enabled interpreter.gil_runtime_state_locked interpreter.gil_runtime_state_holder
  thread.size thread.prev thread.next thread.interp thread.current_frame thread.thread_id thread.native_thread_id
  thread.datastack_chunk thread.status
  frame.size frame.previous frame.executable frame.instr_ptr frame.localsplus frame.owner
  code.size code.filename code.name code.qualname code.linetable code.firstlineno code.argcount code.localsplusnames
  code.localspluskinds code.co_code_adaptive
  object.size object.ob_type
  type.size type.tp_name type.tp_repr type.tp_flags
  tuple.size tuple.ob_item tuple.ob_size
  list.size list.ob_item list.ob_size
  dict.size dict.ma_keys dict.ma_values
  float.size float.ob_fval
  long.size long.lv_tag long.ob_digit
  bytes.size bytes.ob_size bytes.ob_sval
  unicode.size unicode.state unicode.length unicode.asciiobject_size`

/** Include/internal/pycore_debug_offsets.h: the fields added in 3.14, by the field that they follow. */
const ADDED_IN_3_14: Record<string, string> = {
  "interpreter.threads_head": "interpreter.threads_main",
  "interpreter.gil_runtime_state_holder": "interpreter.code_object_generation interpreter.tlbc_generation",
  "frame.owner": "frame.stackpointer frame.tlbc_index",
  "code.co_code_adaptive": "code.co_tlbc",
  "list.ob_size": "set.size set.used set.table set.mask",
}

const names = (text: string) => text.trim().split(/\s+/)
const ORDER: Record<number, string[]> = {
  13: names(FIELDS_3_13),
  14: names(FIELDS_3_13).flatMap((name) => [name, ...names(ADDED_IN_3_14[name] ?? "")].filter(Boolean)),
}

/** Size that PyCompactUnicodeObject adds: the length and the address of the string's UTF-8 form. */
const UTF8_CACHE = 16

/** The layout from the offsets at the beginning of an interpreter's `_PyRuntime`; undefined if we can't read them. */
export function layoutFromDebugOffsets(head: Buffer): Layout | undefined {
  if (head.toString("latin1", 0, COOKIE.length) !== COOKIE) return undefined
  const order = ORDER[(Number(head.readBigUInt64LE(8)) >>> 16) & 0xff]
  if (!order) return undefined
  const at = (name: string) => Number(head.readBigUInt64LE(8 * order.indexOf(name)))
  // There, frames point into copies of the bytecode, one for each thread.
  if (at("free_threaded") !== 0) return undefined
  const layout: Layout = {
    runtime: { interpreters: at("runtime.interpreters_head") },
    interpreter: { next: at("interpreter.next"), threads: at("interpreter.threads_head") },
    thread: {
      next: at("thread.next"),
      interpreter: at("thread.interp"),
      pthread: at("thread.thread_id"),
      nativeId: at("thread.native_thread_id"),
      frame: at("thread.current_frame"),
    },
    frame: {
      previous: at("frame.previous"),
      code: at("frame.executable"),
      instruction: at("frame.instr_ptr"),
      owner: at("frame.owner"),
      // 3.13 has no offset for it, but the index of the stack's top is there; 3.14 has its address, 0 while the frame
      // runs.
      stackTop: order.includes("frame.stackpointer")
        ? { at: at("frame.stackpointer"), running: 0 }
        : { at: at("frame.instr_ptr") + 8, running: -1 },
    },
    code: {
      filename: at("code.filename"),
      name: at("code.name"),
      firstLine: at("code.firstlineno"),
      lineTable: at("code.linetable"),
      bytecode: at("code.co_code_adaptive"),
    },
    object: { type: at("object.ob_type"), size: at("bytes.ob_size") },
    bytes: { data: at("bytes.ob_sval") },
    text: {
      length: at("unicode.length"),
      state: at("unicode.state"),
      ascii: at("unicode.asciiobject_size"),
      other: at("unicode.asciiobject_size") + UTF8_CACHE,
    },
    lines: "locations",
  }
  return isPlausible(layout, at) ? layout : undefined
}

/** Checks that offsets lie within their structs: a struct with its fields in another order would fail. */
function isPlausible(layout: Layout, at: (name: string) => number): boolean {
  const within = (struct: object, size: number) =>
    Object.values(struct).every((field) => (typeof field === "number" ? field : field.at) < size)
  return (
    within(layout.runtime, at("runtime.size")) &&
    within(layout.interpreter, at("interpreter.size")) &&
    within(layout.thread, at("thread.size")) &&
    within(layout.frame, at("frame.size")) &&
    within(layout.code, at("code.size")) &&
    within(layout.bytes, at("bytes.size")) &&
    layout.text.length < layout.text.ascii &&
    layout.text.ascii < at("unicode.size")
  )
}
