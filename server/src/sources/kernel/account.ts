/** Between two samples of one process or thread, µs. A little under 100 ms: three ticks of 30 Hz, less their jitter. */
const SAMPLE_EVERY = 95_000
/** The same when next to nothing was accounted. */
const SMALL_SAMPLE_EVERY = 500_000
/** Time on a CPU or in line that makes a sample worth its place in the log: 1 % of 100 ms. */
const WORK_OF_A_SAMPLE = 1_000
/** A rest worth a sample of its own, so that what comes after is not spread over it, µs. */
const REST = 150_000

const micros = (ns: number) => Math.floor(ns / 1000)

/** What the kernel has accounted to a process or thread, and how much of that was told. */
export class Account {
  /** ns since its start, on a CPU and in line for one. */
  cpuNs = 0
  queuedNs = 0
  /** ns in line that the kernel will add when the wait is over: it counts a wait only then. */
  pendingNs = 0
  /** When it was last told, µs since the run began. */
  toldAt = Number.NEGATIVE_INFINITY
  /** When it was last read and had not moved, and what it was. */
  #restAt = Number.NEGATIVE_INFINITY
  #restCpu = 0
  #restQueued = 0
  #toldCpu = 0
  #toldQueued = 0
  /** The last sample told of work, so whoever reads it needs another to learn that the work is over. */
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

  /** Whether to tell it at `at`: at once if `urgent`, later if only `changed`, but never too often. */
  due(at: number, urgent: boolean, changed: boolean): boolean {
    const since = at - this.toldAt
    if (since < SAMPLE_EVERY) return false
    if (urgent || this.#untold >= WORK_OF_A_SAMPLE) return true
    if (this.#owesRest && !this.moved) return true
    return since >= SMALL_SAMPLE_EVERY && changed
  }

  /**
   * A sample that ought to come before the next one: the end of a rest.
   *
   * Told at 0 s, resting until 5 s, then 100 ms of work: without the sample at 5 s, whoever draws shares from two
   * neighbouring samples sees 2 % for 5.1 s instead of 0 % and then 100 %.
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
