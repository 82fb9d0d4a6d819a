import type { ProcId } from "../../base/index.ts"
import { keyOf, procOfKey } from "./threads.ts"

/** Which threads are able to act, and which wait. Threads that wait become able while their waits are found to end. */
export class Activity {
  /** Threads that wait without a timeout, by key: at the beginning. */
  readonly #waiting: ReadonlySet<number>
  readonly #able: Set<number>
  /** Number of able threads, by process. */
  readonly #ableIn = new Map<number, number>()
  /** Number of threads that may act in any way, by process: also those that serve a library, or are not known. */
  readonly #activeIn = new Map<number, number>()

  /**
   * @param able Threads of the program that do not wait, by key.
   * @param ready Other threads that do not wait: of libraries, or not known to any probe.
   */
  constructor(able: Set<number>, ready: ReadonlySet<number>, waiting: ReadonlySet<number>) {
    this.#able = able
    this.#waiting = waiting
    for (const key of able) this.#count(key)
    for (const key of ready) this.releaseService(key)
  }

  /** Marks a waiting thread as able to go on. */
  release(key: number): void {
    this.#able.add(key)
    this.#count(key)
  }

  /** Marks a thread of a library, or one that is not known, as able to go on. */
  releaseService(key: number): void {
    const proc = procOfKey(key)
    this.#activeIn.set(proc, (this.#activeIn.get(proc) ?? 0) + 1)
  }

  #count(key: number): void {
    const proc = procOfKey(key)
    this.#ableIn.set(proc, (this.#ableIn.get(proc) ?? 0) + 1)
    this.releaseService(key)
  }

  get isAnyAble(): boolean {
    return this.#able.size > 0
  }

  /** Processes with a thread that is able to act. */
  get ableProcesses(): Iterable<number> {
    return this.#ableIn.keys()
  }

  isAbleIn(proc: number): boolean {
    return this.#ableIn.has(proc)
  }

  /** @param tid null: any thread of the process. */
  isThreadAble(proc: number, tid: number | null): boolean {
    return tid === null ? this.isAbleIn(proc) : this.#able.has(keyOf(proc, tid))
  }

  get isAnyActive(): boolean {
    return this.#activeIn.size > 0
  }

  isActiveIn(proc: ProcId): boolean {
    return this.#activeIn.has(proc)
  }

  isWaiting(key: number): boolean {
    return this.#waiting.has(key)
  }

  isAnyWaitingIn(proc: number): boolean {
    for (const key of this.#waiting) if (procOfKey(key) === proc) return true
    return false
  }
}
