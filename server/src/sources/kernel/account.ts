/**
 * µs between two samples of one process or thread. A little less than 100 ms: three ticks of 30 Hz, minus their jitter.
 */
const SAMPLE_EVERY = 95_000
/** The same when almost nothing was accounted. */
const SMALL_SAMPLE_EVERY = 500_000
/** µs on a CPU or waiting for one that make a sample worth recording: 1 % of 100 ms. */
const WORK_OF_A_SAMPLE = 1_000
/** µs of a rest that gets a sample at its end, so that the work after it is not averaged over the rest. */
const REST = 150_000

const micros = (ns: number) => Math.floor(ns / 1000)

/** What the kernel has accounted to a process or thread, and how much of it was reported. */
export class Account {
  /** ns since its start, on a CPU and waiting for one. */
  cpuNs = 0
  queuedNs = 0
  /** ns of the current wait for a CPU: the kernel adds them to its account only when the wait is over. */
  pendingNs = 0
  /** When it was last reported, µs since the run began. */
  toldAt = Number.NEGATIVE_INFINITY
  /** The last reading that showed no change: its time and its counters. */
  #restAt = Number.NEGATIVE_INFINITY
  #restCpu = 0
  #restQueued = 0
  #toldCpu = 0
  #toldQueued = 0
  /** The last sample showed work, so its readers need another one to learn that the work is over. */
  #owesRest = false

  get cpu(): number {
    return micros(this.cpuNs)
  }

  get queued(): number {
    return Math.max(micros(this.queuedNs + this.pendingNs), this.#toldQueued)
  }

  rested(at: number): void {
    this.#restAt = at
    this.#restCpu = this.cpu
    this.#restQueued = this.queued
  }

  get #untold(): number {
    return this.cpu + this.queued - this.#toldCpu - this.#toldQueued
  }

  get moved(): boolean {
    return this.cpu !== this.#toldCpu || this.queued !== this.#toldQueued
  }

  /** Whether to report at `at`: soon if `urgent`, later if only `changed`, but never more often than SAMPLE_EVERY. */
  due(at: number, urgent: boolean, changed: boolean): boolean {
    const since = at - this.toldAt
    if (since < SAMPLE_EVERY) return false
    if (urgent || this.#untold >= WORK_OF_A_SAMPLE) return true
    if (this.#owesRest && !this.moved) return true
    return since >= SMALL_SAMPLE_EVERY && changed
  }

  /**
   * A sample to be reported before the next one: the end of a rest.
   *
   * Reported at 0 s, resting until 5 s, then 100 ms of work: without the sample at 5 s, shares drawn from neighbouring
   * samples show 2 % for 5.1 s instead of 0 % and then 100 %.
   */
  restToTell(): { at: number; cpu: number; queued: number } | undefined {
    if (this.toldAt < 0 || this.#restAt - this.toldAt < REST) return undefined
    if (this.cpu + this.queued - this.#restCpu - this.#restQueued < WORK_OF_A_SAMPLE) return undefined
    return { at: this.#restAt, cpu: this.#restCpu, queued: this.#restQueued }
  }

  told(at: number): void {
    this.#owesRest = this.#untold >= WORK_OF_A_SAMPLE
    this.toldAt = at
    this.#toldCpu = this.cpu
    this.#toldQueued = this.queued
  }
}
