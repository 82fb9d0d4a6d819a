/** Most tasks that one worker has at a time. */
export const MOST_IN_FLIGHT = 64
/** Work of about this long may lie with a worker: enough to hide a round trip, too short for anybody to wait behind. */
const WORTH_MICROS = 1500
/** Fewer results than this say nothing about how long a function takes. */
const TRIALS = 8
/** Weight of the newest task in the mean. */
const WEIGHT = 1 / 16
/** On a busy machine a short task stands in line for a CPU now and then: one that took long is not believed at once. */
const BELIEVED_MICROS = 1000
const BELIEVED_TIMES = 4

/**
 * How many tasks of one function may lie with a worker at a time: one until it has shown to be short, then as many as
 * make a millisecond or so of work. Example: 10 µs a task → 64, 500 µs → 3, 2 s → 1.
 */
export class Prefetch {
  window = 1
  #trials = 0
  #mean = 0

  /** Learns how long a task took. */
  learn(micros: number): void {
    this.#trials++
    const isNew = this.#trials < TRIALS
    const believed = isNew ? micros : Math.min(micros, Math.max(BELIEVED_MICROS, this.#mean * BELIEVED_TIMES))
    this.#mean += (believed - this.#mean) * Math.max(WEIGHT, 1 / this.#trials)
    if (isNew) return
    this.window = Math.max(1, Math.min(MOST_IN_FLIGHT, this.#trials, Math.floor(WORTH_MICROS / (this.#mean + 1))))
  }
}
