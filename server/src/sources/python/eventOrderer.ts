/** Something to report when it is due. */
export interface Step {
  /** Absolute monotonic µs. */
  at: number
  /**
   * Reports it.
   *
   * @param isForced It has waited long enough: report what is possible.
   * @returns false while facts that it depends on are missing.
   */
  take(isForced: boolean): boolean
}

/** How much later than others the records of one process may be read, µs. */
const MARGIN = 3000
/** How long a step waits for what it depends on, µs. */
const PATIENCE = 300_000

/** If more steps than this wait, they are only tried again after all others were reported. */
const RETRIED = 64

/** Tries steps until none of them can be reported. Returns those that still wait. */
function retry(steps: Step[], take: (step: Step) => boolean): Step[] {
  for (let waiting = steps; ; ) {
    const still = waiting.filter((step) => !take(step))
    if (still.length === waiting.length || still.length === 0) return still
    waiting = still
  }
}

/** Brings the facts of many processes into one order: by time, and after the facts that they depend on. */
export class EventOrderer {
  #waiting: Step[] = []
  readonly #failed: (error: unknown) => void

  /** @param failed Called when a step throws, since a program may write anything. The step is not tried again. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed
  }

  add(step: Step): void {
    this.#waiting.push(step)
  }

  /**
   * Reports what is due.
   *
   * @param now When reading began: what was done clearly before that has been read.
   * @param isLast Nothing more will come: report everything.
   */
  run(now: number, isLast: boolean): void {
    this.#waiting.sort((one, other) => one.at - other.at)
    const due = this.#waiting
    this.#waiting = []
    const later: Step[] = []
    let held: Step[] = []
    const take = (step: Step) => this.#take(step, !isLast && step.at < now - PATIENCE)
    for (const step of due) {
      if (!isLast && step.at > now - MARGIN) later.push(step)
      else if (!take(step)) held.push(step)
      // An earlier step may have waited for the step just reported.
      else if (held.length > 0 && held.length < RETRIED) held = retry(held, take)
    }
    held = retry(held, take)
    if (isLast) for (const step of held) this.#take(step, true)
    this.#waiting = [...(isLast ? [] : held), ...later, ...this.#waiting]
  }

  #take(step: Step, isForced: boolean): boolean {
    try {
      return step.take(isForced)
    } catch (error) {
      this.#failed(error)
      return true
    }
  }
}
