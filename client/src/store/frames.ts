import type { ForkscopeEvent } from "@forkscope/shared/events"
import type { Snapshot } from "@forkscope/shared/socket"
import { EMPTY_WORLD } from "@forkscope/shared/world"
import { type FactsStore, withEvents } from "./facts.ts"

/** Calls back before the next frame; also in a hidden tab, where no frames are drawn. */
export type Scheduler = (callback: () => void) => void

/** Ms after which events are folded although the browser draws no frame. */
const HIDDEN = 500

const nextFrame: Scheduler = (callback) => {
  let isDone = false
  const once = () => {
    if (isDone) return
    isDone = true
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    callback()
  }
  const frame = requestAnimationFrame(once)
  const timer = setTimeout(once, HIDDEN)
}

/** Puts what the feed says into the store: at most once per frame, however many batches came. */
export class Frames {
  readonly #store: FactsStore
  readonly #schedule: Scheduler
  #pending: ForkscopeEvent[] = []
  #isScheduled = false

  constructor(store: FactsStore, schedule: Scheduler = nextFrame) {
    this.#store = store
    this.#schedule = schedule
  }

  /** Forgets the run before and waits for the first snapshot of this one. */
  begin(run: string | null): void {
    this.#pending = []
    this.#store.setState(({ epoch }) => ({ run, world: EMPTY_WORLD, events: [], epoch: epoch + 1 }))
  }

  /** Everything again, from the server or from a recording. What was pending is in it, or comes again after it. */
  replace({ run, world, tail }: Omit<Snapshot, "run"> & { run: string | null }): void {
    this.#pending = []
    this.#store.setState(({ epoch }) => ({ run, world, events: tail, epoch: epoch + 1 }))
  }

  add(events: readonly ForkscopeEvent[]): void {
    for (const event of events) this.#pending.push(event)
    if (this.#isScheduled || this.#pending.length === 0) return
    this.#isScheduled = true
    this.#schedule(() => {
      this.#isScheduled = false
      const pending = this.#pending
      this.#pending = []
      this.#store.setState((facts) => withEvents(facts, pending))
    })
  }
}
