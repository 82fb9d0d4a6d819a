/**
 * Where the fields lie that a stack is read from, in bytes from the start of their struct. 64-bit builds.
 *
 * Derived with `offsetof` from the headers each version installs (`Include/`, `Include/internal/` of CPython: the
 * structs' names are in the comments of `LAYOUTS`), compiled with `Py_BUILD_CORE`. They are the same in all maintenance
 * releases of a version; a test reads a program of every version it finds.
 */
export interface Layout {
  runtime: { interpreters: number }
  interpreter: { next: number; threads: number }
  thread: {
    next: number
    interpreter: number
    /** A pthread_t. */
    pthread: number
    /** The kernel's id; kept from 3.11 on. */
    nativeId?: number
    /** The innermost frame, or in 3.11 and 3.12 what holds it (`cframe`). */
    frame: number
  }
  /** Where in `cframe` the innermost frame is; none where the thread holds it itself. */
  cframe?: number
  frame: {
    previous: number
    code: number
    /** Until 3.10 the index of the last instruction; from 3.11 on the address of the last or the current one. */
    instruction: number
    /** Who owns the frame (3.11 and up). */
    owner?: number
    /** A byte with this value while the frame runs or waits for what it called (until 3.10). */
    executing?: { at: number; value: number }
    /** Says that the frame runs; saved is another value, before a call that stays in the same loop (3.11 and up). */
    stackTop?: { at: number; running: number }
    /** A byte: the frame was called from C, so its caller runs (3.11). Later there is a frame of its own for that. */
    isEntry?: number
  }
  code: {
    filename: number
    name: number
    firstLine: number
    lineTable: number
    /** Until 3.10 where the object with the bytecode is pointed to; from 3.11 on where the bytecode begins. */
    bytecode: number
  }
  object: { type: number; size: number }
  bytes: { data: number }
  text: { length: number; state: number; ascii: number; other: number }
  lines: "lnotab" | "linetable" | "locations"
}
