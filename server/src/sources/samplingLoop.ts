/** Between two beats while someone looks on or much happens, and else, ms: 30 a second, and 5 to 1. */
const QUICK = 33
const CALM = 200
const SLOW = 1000
/** Of one core, what we take while nobody looks on: a program that is busy on all of them gives up what we take. */
const SHARE = 0.02
/** How long it stays quick after something happened, ms. */
const RESTLESS = 300

/**
 * The one timer of a run: all that has to be read again and again is read at its beats, so that a machine whose cores are
 * busy with the program is woken for us once and not for each source.
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
   * @param isWatched Whether someone looks on; asked at each beat.
   * @param spent The processor time that we have used so far, ms, on all threads.
   */
  constructor(isWatched: () => boolean, spent = processorTime) {
    this.#isWatched = isWatched
    this.#spent = spent
  }

  start(beat: () => void): void {
    this.#beat = beat
    this.#wait(QUICK)
  }

  /** What just happened seldom comes alone: looks quickly for a while. */
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
    // Watching alone does not keep the server alive.
    this.#timer = setTimeout(() => this.#run(), ms).unref()
  }

  #run(): void {
    const start = performance.now()
    this.#beat?.()
    const isQuick = start < this.#quickUntil || this.#isWatched()
    this.#wait(Math.max(1, (isQuick ? QUICK : this.#calm()) - (performance.now() - start)))
  }

  /** As long as makes what was spent since the last calm beat our share of the time: after much has happened it rests. */
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
