/**
 * Offsets of the fields from which a stack is read, in bytes from the start of their struct. 64-bit builds.
 *
 * Derived with `offsetof` from the headers that each version installs (`Include/`, `Include/internal/` of CPython: the
 * structs' names are in the comments of `LAYOUTS`), compiled with `Py_BUILD_CORE`. They are the same in all maintenance
 * releases of a version; a test reads a program of every version that it finds.
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
    /** The innermost frame, or in 3.11 and 3.12 the struct that points to it (`cframe`). */
    frame: number
  }
  /** Offset of the innermost frame in `cframe`; undefined where the thread points to it directly. */
  cframe?: number
  frame: {
    previous: number
    code: number
    /** Until 3.10 the index of the last instruction; from 3.11 on the address of the last or the current one. */
    instruction: number
    /** Who owns the frame (3.11 and up). */
    owner?: number
    /** A byte with this value while the frame runs or waits for a frame that it called (until 3.10). */
    executing?: { at: number; value: number }
    /**
     * Has the value `running` while the frame runs; it has another one during a call that stays in the same loop (3.11
     * and up).
     */
    stackTop?: { at: number; running: number }
    /**
     * A byte: the frame was called from C, so its caller runs (3.11). Later versions have a separate frame for that.
     */
    isEntry?: number
  }
  code: {
    filename: number
    name: number
    firstLine: number
    lineTable: number
    /** Until 3.10 a pointer to the object with the bytecode; from 3.11 on the start of the bytecode. */
    bytecode: number
  }
  object: { type: number; size: number }
  bytes: { data: number }
  text: { length: number; state: number; ascii: number; other: number }
  lines: "lnotab" | "linetable" | "locations"
}
