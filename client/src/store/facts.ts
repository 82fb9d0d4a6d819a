import type { ForkscopeEvent } from "@forkscope/shared/events"
import { EMPTY_WORLD, fold, isMeasurement, type World } from "@forkscope/shared/world"
import { createStore } from "zustand/vanilla"

/** What is known of the watched run. */
export interface Facts {
  readonly run: string | null
  readonly world: World
  /** The newest events, oldest first: about `EVENTS_KEPT` of them. */
  readonly events: readonly ForkscopeEvent[]
  /** Raised when everything was replaced, not continued: by a snapshot or by watching another run. */
  readonly epoch: number
}

const EVENTS_KEPT = 5000
/** Of these the newest keep their measurements, which come by the hundred a second and would push out all else. */
const MEASURED = 1000
/** Events may grow past the bound by this many before the oldest are cut off, so that not every frame copies twice. */
const SLACK = 500

/** The events worth keeping: measurements go first, then the oldest. */
function bounded(events: readonly ForkscopeEvent[]): readonly ForkscopeEvent[] {
  if (events.length <= EVENTS_KEPT + SLACK) return events
  const happened = events.slice(0, -MEASURED).filter((event) => !isMeasurement(event))
  return [...happened.slice(-(EVENTS_KEPT - MEASURED)), ...events.slice(-MEASURED)]
}

export function createFacts() {
  return createStore<Facts>(() => ({ run: null, world: EMPTY_WORLD, events: [], epoch: 0 }))
}

export type FactsStore = ReturnType<typeof createFacts>

/** The facts after some more events. Those that are in already are passed over. */
export function withEvents(facts: Facts, batch: readonly ForkscopeEvent[]): Facts {
  const fresh = batch.filter((event) => event.seq > facts.world.seq)
  if (fresh.length === 0) return facts
  return { ...facts, world: fold(facts.world, fresh), events: bounded([...facts.events, ...fresh]) }
}
