/** Something to tell, at its time. */
export interface Step {
  /** Absolute monotonic µs. */
  at: number
  /**
   * Tells it.
   *
   * @param isForced It has waited long enough: tell what can be told.
   * @returns false when what it depends on is not known yet.
   */
  take(isForced: boolean): boolean
}

/** How long one process's word may take to be read after another's, µs. */
const MARGIN = 3000
/** How long a step waits for what it depends on, µs. */
const PATIENCE = 300_000

/** More than so many are tried again only when all the others were told. */
const RETRIED = 64

/** Tries steps until none of them can be told. Returns those that still wait. */
function retry(steps: Step[], take: (step: Step) => boolean): Step[] {
  for (let waiting = steps; ; ) {
    const still = waiting.filter((step) => !take(step))
    if (still.length === waiting.length || still.length === 0) return still
    waiting = still
  }
}

/** Brings what many processes say into one order: by time, and after what it depends on. */
export class EventOrderer {
  #waiting: Step[] = []
  readonly #failed: (error: unknown) => void

  /** @param failed A step has thrown: what a program wrote down may be anything. It is not tried again. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed
  }

  add(step: Step): void {
    this.#waiting.push(step)
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  /**
   * Tells what is due.
   *
   * @param now When reading began: whatever was done clearly before has been read.
   * @param isLast Nothing more will come: tell everything.
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
      // A step that is told may be what an earlier one waits for.
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
