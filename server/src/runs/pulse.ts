/** Between two beats while someone looks on or much happens, and else, ms: 30 and 5 a second. */
const QUICK = 33
const CALM = 200
/** How long it stays quick after something happened, ms. */
const RESTLESS = 300

/**
 * The one timer of a run: all that has to be read again and again is read at its beats, so that a machine whose cores are
 * busy with the program is woken for us once and not for each source.
 */
export class Pulse {
  readonly #isWatched: () => boolean
  #beat: (() => void) | undefined
  #timer: NodeJS.Timeout | undefined
  #isQuick = false
  #quickUntil = performance.now() + RESTLESS

  /** @param isWatched Whether someone looks on; asked at each beat. */
  constructor(isWatched: () => boolean) {
    this.#isWatched = isWatched
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
    const period = start < this.#quickUntil || this.#isWatched() ? QUICK : CALM
    this.#wait(Math.max(1, period - (performance.now() - start)))
  }
}
