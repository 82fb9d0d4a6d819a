import { monotonicMicros, observer } from "../observe/observer.ts"

/** Beyond this many submissions within 100 ms tasks are no longer told one by one. */
const MOST_TOLD = 500
const WINDOW_MICROS = 100_000
/** Failures are worth more: they may be errors that nobody will read. */
const MOST_FAILURES = 100
const INTERVAL_MS = 50
/** Of waits for uncounted tasks so many at most are watched: one that hangs tells as much as a thousand. */
const MOST_WAITS = 16

/** Counts a pool's tasks while they are too many to be told one by one, and tells the counts. */
export class Flood {
  submitted = 0
  finished = 0
  failed = 0
  readonly #pool: string
  #told = 0
  #failuresTold = 0
  #windowStart = 0
  #pending = 0
  /** Tasks that were counted as submitted and then told by themselves, since the last count. */
  #apart = 0
  /** Submissions that were told twice so far: to be left out of the next counts. */
  #owed = 0
  #timer: NodeJS.Timeout | undefined
  #sampledAt = 0
  readonly #waits = new Map<() => void, number>()

  constructor(pool: string) {
    this.#pool = pool
  }

  /** Whether one more task may be told by itself. If not it is to be counted. */
  admits(): boolean {
    this.#turnWindow()
    if (++this.#told <= MOST_TOLD) return true
    this.#begin()
    return false
  }

  admitsFailure(): boolean {
    this.#turnWindow()
    return ++this.#failuresTold <= MOST_FAILURES
  }

  /** One that was counted as submitted is now told from submission to end: it must not be counted twice. */
  toldApart(): void {
    this.failed--
    this.#apart++
  }

  /** Calls `tell` if the wait is still there at the next count but one; returns what ends the wait. */
  ifItLasts(tell: () => void): () => void {
    if (this.#waits.size >= MOST_WAITS) return () => undefined
    this.#waits.set(tell, this.#sampledAt)
    this.#begin()
    return () => this.#waits.delete(tell)
  }

  /** Tells what is counted and not told yet. */
  end(): void {
    if (!this.#timer) return
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#sample()
  }

  #turnWindow(): void {
    const now = monotonicMicros()
    if (now - this.#windowStart < WINDOW_MICROS) return
    this.#windowStart = now
    this.#told = 0
    this.#failuresTold = 0
  }

  #begin(): void {
    if (this.#timer) return
    this.#sampledAt = monotonicMicros()
    this.#timer = setInterval(() => this.#tick(), INTERVAL_MS)
    this.#timer.unref()
  }

  #tick(): void {
    for (const [tell, since] of this.#waits) {
      if (since === this.#sampledAt) continue
      this.#waits.delete(tell)
      tell()
    }
    if (this.submitted + this.finished + this.failed === 0 && this.#waits.size === 0) this.end()
    else this.#sample()
  }

  #sample(): void {
    const now = monotonicMicros()
    this.#pending += this.submitted - this.finished - this.#apart
    this.#owed += this.#apart
    const paid = Math.min(this.submitted, this.#owed)
    this.#owed -= paid
    observer.emit({
      type: "pool.sampled",
      pool: this.#pool,
      proc: observer.processKey,
      submitted: this.submitted - paid,
      finished: this.finished,
      failed: this.failed,
      pending: Math.max(0, this.#pending),
      interval: now - this.#sampledAt,
    })
    this.submitted = 0
    this.finished = 0
    this.failed = 0
    this.#apart = 0
    this.#sampledAt = now
  }
}
