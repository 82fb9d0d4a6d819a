import type { Micros } from "../base/index.ts"

/** A wait that goes on, in its lane. */
interface Open {
  readonly lane: number
  readonly op: number
}

/**
 * Which lane each wait of a thread lies in. A thread that blocks waits for one thing at a time and has one lane. What an
 * event loop awaits overlaps: each wait gets the first lane that is free when it begins, and keeps it to its end, so that
 * no two waits of a lane overlap. Waits are given in the order in which they began.
 */
export class Lanes {
  /** When the last wait of each lane ends. */
  readonly #until: Micros[] = []
  /** By the event that began the wait. */
  readonly #open = new Map<number, Open>()

  get count(): number {
    return this.#until.length
  }

  /** @param isOpen Tells of an operation whether it still goes on: some end without a word. */
  begin(seq: number, start: Micros, op: number, isOpen: (op: number) => boolean): void {
    if (this.#open.has(seq)) return
    let lane = firstFree(this.#until, start)
    if (lane === this.count && this.#release(start, isOpen)) lane = firstFree(this.#until, start)
    this.#until[lane] = Number.POSITIVE_INFINITY
    this.#open.set(seq, { lane, op })
  }

  /** @returns the lane of a wait that has ended, begun before or not. */
  end(seq: number, start: Micros, end: Micros): number {
    const lane = this.#open.get(seq)?.lane ?? firstFree(this.#until, start)
    this.#open.delete(seq)
    this.#until[lane] = end
    return lane
  }

  /** The lane of a wait that goes on; the first where it is not known. */
  laneOf(seq: number): number {
    return this.#open.get(seq)?.lane ?? 0
  }

  #release(at: Micros, isOpen: (op: number) => boolean): boolean {
    let isReleased = false
    for (const [seq, { lane, op }] of this.#open) {
      if (isOpen(op)) continue
      this.#open.delete(seq)
      this.#until[lane] = at
      isReleased = true
    }
    return isReleased
  }
}

/** The first lane that is free from a moment on: a new one where all are taken. */
function firstFree(until: readonly Micros[], start: Micros): number {
  const lane = until.findIndex((end) => end <= start)
  return lane < 0 ? until.length : lane
}
