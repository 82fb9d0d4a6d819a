import type { ForkscopeEvent } from "@forkscope/shared/events"
import { History } from "@forkscope/shared/history"
import type { Snapshot } from "@forkscope/shared/socket"
import { emptyFacts, type FactsStore, withEvents } from "./facts.ts"

/** Calls back before the next frame; in a hidden tab, which draws no frames, after a delay. */
export type Scheduler = (callback: () => void) => void

/** ms after which events are folded although the browser draws no frame. */
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

type Shown = Omit<Snapshot, "run"> & { readonly run: string | null; readonly history: History }

/** Puts the feed's events into the store, at most once per frame however many batches came. */
export class Frames {
  readonly #store: FactsStore
  readonly #schedule: Scheduler
  #pending: ForkscopeEvent[] = []
  #isScheduled = false
  #kept: ForkscopeEvent[] | null = null

  constructor(store: FactsStore, schedule: Scheduler = nextFrame) {
    this.#store = store
    this.#schedule = schedule
  }

  /** Forgets the previous run and waits for the first snapshot of this one. */
  begin(run: string | null): void {
    this.#pending = []
    this.#store.setState(({ epoch }) => ({ ...emptyFacts(), run, epoch: epoch + 1 }))
  }

  /** Replaces everything with a snapshot. Pending events are in it already, or will be sent again after it. */
  replace({ run, world, tail }: Snapshot): void {
    const history = new History()
    history.add(world)
    this.show({ run, world, tail, history })
  }

  /** Shows another time of a recording; its history is filled separately. */
  show({ run, world, tail, history }: Shown): void {
    this.#pending = []
    this.#store.setState(({ epoch, version }) => ({
      run,
      world,
      events: tail,
      history,
      version: version + 1,
      epoch: epoch + 1,
    }))
  }

  add(events: readonly ForkscopeEvent[]): void {
    for (const event of events) this.#pending.push(event)
    if (this.#isScheduled || this.#pending.length === 0) return
    this.#isScheduled = true
    this.#schedule(() => {
      this.#isScheduled = false
      const pending = this.#pending
      this.#pending = []
      this.#kept?.push(...pending)
      this.#store.setState((facts) => withEvents(facts, pending))
    })
  }

  /**
   * Adds the time before the first snapshot to the history. Events that come meanwhile are kept and appended to it.
   *
   * @param read Fills an empty history up to a time after this call, so that the events kept from here on continue it.
   */
  async complete(read: (history: History) => Promise<void>): Promise<void> {
    const { epoch } = this.#store.getState()
    const kept: ForkscopeEvent[] = []
    this.#kept = kept
    try {
      const history = new History()
      await read(history)
      // The recording may be ahead of the events that this page has received and folded.
      await this.#until(({ world, ...now }) => now.epoch !== epoch || world.seq >= history.world.seq)
      const { world, version, ...now } = this.#store.getState()
      history.follow(kept.filter(({ seq }) => seq > history.world.seq))
      // Another run is watched now, or events between the two are still missing.
      if (now.epoch !== epoch || history.world.seq !== world.seq) return
      this.#store.setState({ history, world: history.world, version: version + 1 })
    } finally {
      this.#kept = null
    }
  }

  #until(isSo: (facts: ReturnType<FactsStore["getState"]>) => boolean): Promise<void> {
    if (isSo(this.#store.getState())) return Promise.resolve()
    return new Promise((resolve) => {
      const stop = this.#store.subscribe((facts) => {
        if (!isSo(facts)) return
        stop()
        resolve()
      })
    })
  }
}
