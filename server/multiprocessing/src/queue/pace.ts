import { BATCH_PART, BURST_GAP_MS, MAX_BURST } from "./protocol.ts"

/**
 * Measures whether calls follow one another without a pause. The longer such a burst has lasted, the more of it may be
 * batched: a program that stops to compute in the middle of a burst holds back at most an eighth of it.
 */
export class Pace {
  /** Calls so far without a pause. */
  burst = 0
  #last = 0

  /** Records the calls since the last note. @returns how many the next batch may hold. */
  note(calls: number, widest: number): number {
    const now = performance.now()
    this.burst = now - this.#last > BURST_GAP_MS * calls ? 0 : Math.min(MAX_BURST, this.burst + calls)
    this.#last = now
    return Math.max(1, Math.min(widest, Math.floor(this.burst / BATCH_PART)))
  }

  /** A wait for another process is over; it does not count as a pause. */
  resume(): void {
    this.#last = performance.now()
  }
}
