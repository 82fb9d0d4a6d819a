import type { Micros } from "../base/index.ts"

/** The lane and the operation of an open wait. */
interface Open {
  readonly lane: number
  readonly op: number
}

/**
 * Assigns a lane to each wait of a thread. A blocking thread waits for one thing at a time and has one lane. The waits
 * of an event loop overlap: each wait gets the first lane that is free when it begins, and keeps it to its end, so that
 * no two waits of a lane overlap. Waits are added in the order in which they began.
 */
export class Lanes {
  /** When the last wait of each lane ends. */
  readonly #until: Micros[] = []
  /** Open waits, by the event that began them. */
  readonly #open = new Map<number, Open>()

  get count(): number {
    return this.#until.length
  }

  /** @param isOpen Whether an operation is still open: the end of some is never reported. */
  begin(seq: number, start: Micros, op: number, isOpen: (op: number) => boolean): void {
    if (this.#open.has(seq)) return
    let lane = firstFree(this.#until, start)
    if (lane === this.count && this.#release(start, isOpen)) lane = firstFree(this.#until, start)
    this.#until[lane] = Number.POSITIVE_INFINITY
    this.#open.set(seq, { lane, op })
  }

  /** @returns the lane of a wait that has ended, whether or not `begin` was called for it. */
  end(seq: number, start: Micros, end: Micros): number {
    const lane = this.#open.get(seq)?.lane ?? firstFree(this.#until, start)
    this.#open.delete(seq)
    this.#until[lane] = end
    return lane
  }

  /** The lane of an open wait; the first lane where the wait is not known. */
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

/** The first lane that is free from `start` on; a new one if none is. */
function firstFree(until: readonly Micros[], start: Micros): number {
  const lane = until.findIndex((end) => end <= start)
  return lane < 0 ? until.length : lane
}
