import { monotonicMicros, observer } from "../observe/observer.ts"

/** Above this many submissions within 100 ms, tasks are counted and no longer reported one by one. */
const MOST_TOLD = 500
const WINDOW_MICROS = 100_000
/** Failures have a limit of their own: they may be errors that nobody reads otherwise. */
const MOST_FAILURES = 100
const INTERVAL_MS = 50
/** Most waits for counted tasks that are watched: one that hangs shows as much as a thousand. */
const MOST_WAITS = 16

/** Floods that count at this moment. */
const active = new Set<Flood>()

/** When the process exits, what is counted must still be reported. */
function endAll(): void {
  for (const flood of [...active]) flood.end()
  observer.flush()
}

/** Counts a pool's tasks while there are too many to report one by one, and reports the counts. */
export class Flood {
  #finished = 0
  #failed = 0
  readonly #pool: string
  #told = 0
  #failuresTold = 0
  #windowStart = 0
  /** Submitted and not finished. */
  #pending = 0
  /** Submissions that are not reported yet. */
  #untold = 0
  #timer: NodeJS.Timeout | undefined
  #sampledAt = 0
  readonly #waits = new Map<() => void, number>()

  constructor(pool: string) {
    this.#pool = pool
  }

  /** Whether one more task may be reported by itself. If not, it is counted. */
  admits(): boolean {
    this.#turnWindow()
    if (++this.#told <= MOST_TOLD) return true
    this.#begin()
    this.#pending++
    this.#untold++
    return false
  }

  admitsFailure(): boolean {
    this.#turnWindow()
    return ++this.#failuresTold <= MOST_FAILURES
  }

  /** A counted task has ended. */
  finish(isFailure: boolean): void {
    this.#begin()
    this.#finished++
    if (isFailure) this.#failed++
  }

  /** A counted task is now reported by itself from submission to end: takes it out of the counts. */
  toldApart(): void {
    this.#pending--
    this.#untold = Math.max(0, this.#untold - 1)
  }

  /**
   * Calls `tell` if the wait still lasts at the second report of counts from now; returns a function that ends the
   * wait.
   */
  ifItLasts(tell: () => void): () => void {
    if (this.#waits.size >= MOST_WAITS) return () => undefined
    this.#waits.set(tell, this.#sampledAt)
    this.#begin()
    return () => this.#waits.delete(tell)
  }

  /** Reports what is counted and not reported yet, and stops counting. */
  end(): void {
    if (!this.#timer) return
    clearInterval(this.#timer)
    this.#timer = undefined
    active.delete(this)
    if (active.size === 0) process.off("exit", endAll)
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
    if (active.size === 0) process.on("exit", endAll)
    active.add(this)
  }

  #tick(): void {
    for (const [tell, since] of this.#waits) {
      if (since === this.#sampledAt) continue
      this.#waits.delete(tell)
      tell()
    }
    if (this.#finished > 0 || this.#tellable > 0) this.#sample()
    else if (this.#pending === 0 && this.#waits.size === 0) this.end()
  }

  /**
   * Submissions to report now. The others are held back, because pending tasks may still fail and be reported by
   * themselves.
   */
  get #tellable(): number {
    const reserve = Math.max(0, this.#pending - this.#finished)
    return this.#untold - Math.min(this.#untold, reserve, MOST_FAILURES)
  }

  #sample(): void {
    const now = monotonicMicros()
    const submitted = this.#tellable
    this.#untold -= submitted
    this.#pending -= this.#finished
    observer.emit({
      type: "pool.sampled",
      pool: this.#pool,
      proc: observer.processKey,
      submitted,
      finished: this.#finished,
      failed: this.#failed,
      pending: this.#pending,
      interval: now - this.#sampledAt,
    })
    this.#finished = 0
    this.#failed = 0
    this.#sampledAt = now
  }
}
