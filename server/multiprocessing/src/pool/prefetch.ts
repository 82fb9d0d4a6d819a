/** Most tasks that one worker has at a time. */
export const MOST_IN_FLIGHT = 64
/**
 * A worker may have about this much work queued: enough to hide a round trip, too short to delay any task noticeably.
 */
const WORTH_MICROS = 1500
/** Fewer results than this do not show how long a function takes. */
const TRIALS = 8
/** Weight of the newest task in the mean. */
const WEIGHT = 1 / 16
/**
 * On a busy machine a short task sometimes waits for a CPU. A long duration therefore counts at most as this much, or
 * as BELIEVED_TIMES the mean.
 */
const BELIEVED_MICROS = 1000
const BELIEVED_TIMES = 4

/**
 * How many tasks of one function a worker may have at a time: one until the function has proved to be short, then as
 * many as make a millisecond or so of work. Example: 10 µs a task → 64, 500 µs → 3, 2 s → 1.
 */
export class Prefetch {
  window = 1
  #trials = 0
  #mean = 0

  /** Records how long a task took. */
  learn(micros: number): void {
    this.#trials++
    const isNew = this.#trials < TRIALS
    const believed = isNew ? micros : Math.min(micros, Math.max(BELIEVED_MICROS, this.#mean * BELIEVED_TIMES))
    this.#mean += (believed - this.#mean) * Math.max(WEIGHT, 1 / this.#trials)
    if (isNew) return
    this.window = Math.max(1, Math.min(MOST_IN_FLIGHT, this.#trials, Math.floor(WORTH_MICROS / (this.#mean + 1))))
  }
}
