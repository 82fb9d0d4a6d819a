/** ms between two beats: 33 (30 Hz) while somebody watches or much happens, else 200 to 1000. */
const QUICK = 33
const CALM = 200
const SLOW = 1000
/** Share of one core that we use while nobody watches: a program that uses all cores loses this much. */
const SHARE = 0.02
/** How long the loop stays quick after something happened, ms. */
const RESTLESS = 300

/**
 * The one timer of a run. Everything that is read repeatedly is read at its beats, so that a machine whose cores are
 * busy with the program is woken once, and not once for each source.
 */
export class SamplingLoop {
  readonly #isWatched: () => boolean
  readonly #spent: () => number
  #spentBefore = 0
  #beat: (() => void) | undefined
  #timer: NodeJS.Timeout | undefined
  #isQuick = false
  #quickUntil = performance.now() + RESTLESS

  /**
   * @param isWatched Whether somebody watches the run; called at each beat.
   * @param spent CPU time that we have used so far, ms, of all threads.
   */
  constructor(isWatched: () => boolean, spent = processorTime) {
    this.#isWatched = isWatched
    this.#spent = spent
  }

  start(beat: () => void): void {
    this.#beat = beat
    this.#wait(QUICK)
  }

  /** Reads more often for a while: after one event more are likely to follow. */
  hasten(): void {
    this.#quickUntil = performance.now() + RESTLESS
    if (!this.#isQuick) this.#wait(QUICK)
  }

  close(): void {
    this.#beat = undefined
    clearTimeout(this.#timer)
  }

  #wait(ms: number): void {
    if (!this.#beat) return
    clearTimeout(this.#timer)
    this.#isQuick = ms <= QUICK
    // Observing alone does not keep the server running.
    this.#timer = setTimeout(() => this.#run(), ms).unref()
  }

  #run(): void {
    const start = performance.now()
    this.#beat?.()
    const isQuick = start < this.#quickUntil || this.#isWatched()
    this.#wait(Math.max(1, (isQuick ? QUICK : this.#calm()) - (performance.now() - start)))
  }

  /**
   * The period at which the CPU time spent since the last slow beat is our share: after much work the pause is longer.
   */
  #calm(): number {
    const spent = this.#spent()
    const period = (spent - this.#spentBefore) / SHARE
    this.#spentBefore = spent
    return Math.min(SLOW, Math.max(CALM, period))
  }
}

function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
