import { existsSync } from "node:fs"
import { listNumbers } from "../kernel/procReader.ts"
import type { Interpreter } from "./interpreter.ts"
import { type ProcessMemory, TORN } from "./memory.ts"

const MOST_INTERPRETERS = 64
const MOST_THREADS = 1024
/** Offset of a thread's id in glibc's `struct pthread` (x86-64; checked each time against the kernel's list). */
const PTHREAD_TID = process.arch === "x64" ? 720 : undefined

/** The threads of one process that run Python code: the addresses of their states, and the kernel's ids. */
export class Threads {
  readonly #pid: number
  readonly #memory: ProcessMemory
  readonly #interpreter: Interpreter
  /** By address of the state: Python's id of the thread, and the kernel's. */
  #known = new Map<number, { id: number; tid: number }>()

  constructor(pid: number, memory: ProcessMemory, interpreter: Interpreter) {
    this.#pid = pid
    this.#memory = memory
    this.#interpreter = interpreter
  }

  /**
   * Addresses of the thread states by tid, newest thread first. Throws TORN if the lists changed while they were read.
   */
  list(): Map<number, number> {
    const { layout, runtime } = this.#interpreter
    const threads = new Map<number, number>()
    const known = new Map<number, { id: number; tid: number }>()
    let left = MOST_INTERPRETERS
    this.#memory.forget()
    let interpreter = this.#memory.pointer(runtime + layout.runtime.interpreters)
    for (; interpreter !== 0 && left-- > 0; interpreter = this.#memory.pointer(interpreter + layout.interpreter.next)) {
      let thread = this.#memory.pointer(interpreter + layout.interpreter.threads)
      for (; thread !== 0; thread = this.#memory.pointer(thread + layout.thread.next)) {
        if (this.#memory.pointer(thread + layout.thread.interpreter) !== interpreter) throw TORN
        if (known.size >= MOST_THREADS) throw TORN
        const one = this.#identify(thread)
        if (one) {
          known.set(thread, one)
          threads.set(one.tid, thread)
        }
      }
    }
    this.#known = known
    return threads
  }

  /**
   * Undefined for a thread that is not (or no longer) of this process: a forked child still lists its parent's threads.
   */
  #identify(thread: number): { id: number; tid: number } | undefined {
    const { nativeId, pthread } = this.#interpreter.layout.thread
    const id = this.#memory.word(thread + (nativeId ?? pthread))
    const before = this.#known.get(thread)
    if (before?.id === id) return before
    const tid = nativeId !== undefined && this.#isTask(id) ? id : this.#fromPthread(thread + pthread)
    return tid === undefined ? undefined : { id, tid }
  }

  #fromPthread(field: number): number | undefined {
    if (PTHREAD_TID !== undefined) {
      const tid = this.#tryInt32(this.#memory.word(field) + PTHREAD_TID)
      if (this.#isTask(tid)) return tid
    }
    const tasks = listNumbers(`/proc/${this.#pid}/task`)
    return tasks.length === 1 ? tasks[0] : undefined
  }

  #tryInt32(address: number): number {
    try {
      return this.#memory.int32(address)
    } catch (error) {
      if (error === TORN) return 0
      throw error
    }
  }

  #isTask(tid: number): boolean {
    return tid > 0 && existsSync(`/proc/${this.#pid}/task/${tid}`)
  }
}
