import { existsSync } from "node:fs"
import { replace } from "./bindings.ts"
import { atExit, guarded } from "./emitter.ts"

/**
 * Numbers that all threads of the process share. They keep an attached inspector apart from the end of the program and
 * from the ends of its threads.
 *
 * - At the program's end, Node would print that it waits for the debugger, and wait.
 * - While a thread ends, Node aborts the process if the main thread sends it a message of the inspector: a message finds
 *   the thread's `MainThreadInterface` half destroyed (Node 20; the same code is in 24).
 */
export type Gate = Int32Array

/** Places in a `Gate`. */
const PROGRAM = 0
const RUNNING = 1
const THREADS = 2
const UNNUMBERED = 3
const ENDING = 4
/** Threads that may be ending at the same time with their numbers known. */
const MOST_ENDING = 60

/** What stands at `PROGRAM`. */
const Main = { free: 0, attached: 1, awaited: 2, shut: 3 } as const

/** ms that an end waits for the sampler to detach the inspector. */
const LAST_WAIT = 200
/** ms for which a thread is taken to be ending whose number is unknown: it is ended while it starts. */
const UNNUMBERED_ENDS = 2000

export const makeGate = (): Gate => new Int32Array(new SharedArrayBuffer(4 * (ENDING + MOST_ENDING)))

/**
 * Makes the end of the program wait until no inspector is attached.
 *
 * A program that ends by itself emits the exit event first; it may have removed our listener, so the calls that end it
 * are hooked too.
 */
export function watchEnd(gate: Gate): void {
  const shut = () => {
    if (Atomics.compareExchange(gate, PROGRAM, Main.free, Main.shut) !== Main.attached) return
    // Detaching happens partly in this thread, while it waits here.
    if (Atomics.compareExchange(gate, PROGRAM, Main.attached, Main.awaited) === Main.attached) {
      Atomics.wait(gate, PROGRAM, Main.awaited, LAST_WAIT)
    }
  }
  atExit(shut)
  const owner = process as unknown as { _kill(pid: number, signal: number): number; reallyExit(code: number): never }
  replace(owner, "reallyExit", (original) => (code) => {
    guarded(shut)
    return original.call(process, code)
  })
  replace(owner, "_kill", (original) => (pid, signal) => {
    const isOwn = pid === process.pid || pid <= 0
    if (isOwn) guarded(shut)
    const error = original.call(process, pid, signal)
    if (isOwn) Atomics.compareExchange(gate, PROGRAM, Main.shut, Main.free)
    return error
  })
}

/** Counts a thread of the program in (1), or out (−1) when it ends by itself. A terminated thread is not counted out. */
export const countThread = (gate: Gate, by: 1 | -1): void => void Atomics.add(gate, RUNNING, by)

/**
 * A thread is about to end: returns when no inspector is attached to threads, and none will be until it is gone.
 *
 * @param tid the kernel's number; undefined while it is unknown
 */
export function threadEnds(gate: Gate, tid: number | undefined): void {
  const takes = (place: number) => place >= ENDING && Atomics.compareExchange(gate, place, 0, tid ?? 0) === 0
  if (tid === undefined || !gate.some((_, place) => takes(place))) Atomics.store(gate, UNNUMBERED, 1)
  // In the main thread, detaching happens partly here, while it waits.
  if (Atomics.load(gate, THREADS) === 1) Atomics.wait(gate, THREADS, 1, LAST_WAIT)
}

/** The sampler's side of the gate. */
export class GateKeeper {
  readonly #gate: Gate
  #unnumberedUntil = 0

  constructor(gate: Gate) {
    this.#gate = gate
  }

  /** The program's threads that began and did not count themselves out. */
  get running(): number {
    return Atomics.load(this.#gate, RUNNING)
  }

  /** @returns whether the inspector may be attached now; then `leave` must follow. */
  enter(): boolean {
    return Atomics.compareExchange(this.#gate, PROGRAM, Main.free, Main.attached) === Main.free
  }

  /** @returns whether the inspector may also address threads; then `leaveThreads` must follow. */
  enterThreads(): boolean {
    // First this, then the look: a thread that ends does it in the other order, so that one sees the other.
    Atomics.store(this.#gate, THREADS, 1)
    if (!this.#areThreadsEnding()) return true
    this.leaveThreads()
    return false
  }

  leaveThreads(): void {
    Atomics.store(this.#gate, THREADS, 0)
    Atomics.notify(this.#gate, THREADS)
  }

  leave(): void {
    const gate = this.#gate
    if (Atomics.compareExchange(gate, PROGRAM, Main.attached, Main.free) !== Main.awaited) return
    Atomics.store(gate, PROGRAM, Main.shut)
    Atomics.notify(gate, PROGRAM)
  }

  #areThreadsEnding(): boolean {
    const gate = this.#gate
    if (Atomics.exchange(gate, UNNUMBERED, 0) === 1) this.#unnumberedUntil = performance.now() + UNNUMBERED_ENDS
    let areEnding = performance.now() < this.#unnumberedUntil
    for (let place = ENDING; place < gate.length; place++) {
      const tid = Atomics.load(gate, place)
      if (tid === 0) continue
      if (existsSync(`/proc/self/task/${tid}`)) areEnding = true
      else Atomics.compareExchange(gate, place, tid, 0)
    }
    return areEnding
  }
}
