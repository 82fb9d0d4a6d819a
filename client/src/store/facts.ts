import type { ForkscopeEvent } from "@forkscope/shared/events"
import { History } from "@forkscope/shared/history"
import { EMPTY_WORLD, fold, isMeasurement, type World } from "@forkscope/shared/world"
import { createStore } from "zustand/vanilla"

/** Everything the page knows about the watched run. */
export interface Facts {
  readonly run: string | null
  readonly world: World
  /** The newest events, oldest first: about `EVENTS_KEPT`. */
  readonly events: readonly ForkscopeEvent[]
  /** Raised when everything was replaced instead of continued: by a snapshot or by watching another run. */
  readonly epoch: number
  /** The run's past, and for a recording also what comes after the world's time. It is one object that grows. */
  readonly history: History
  /** Raised when the history has changed. */
  readonly version: number
}

const EVENTS_KEPT = 5000
/** The newest events keep their measurements, which come by the hundred a second and would displace all other events. */
const MEASURED = 1000
/** Events above the limit before the oldest are removed, so that not every frame copies the list twice. */
const SLACK = 500

/** The events to keep: measurements are dropped first, then the oldest events. */
function bounded(events: readonly ForkscopeEvent[]): readonly ForkscopeEvent[] {
  if (events.length <= EVENTS_KEPT + SLACK) return events
  const happened = events.slice(0, -MEASURED).filter((event) => !isMeasurement(event))
  return [...happened.slice(-(EVENTS_KEPT - MEASURED)), ...events.slice(-MEASURED)]
}

export const emptyFacts = (): Facts => ({
  run: null,
  world: EMPTY_WORLD,
  events: [],
  epoch: 0,
  history: new History(),
  version: 0,
})

export function createFacts() {
  return createStore<Facts>(emptyFacts)
}

export type FactsStore = ReturnType<typeof createFacts>

/**
 * The facts after some more events. Events that are in already are skipped. So are events after a gap: they were sent
 * before the snapshot that is on its way.
 */
export function withEvents(facts: Facts, batch: readonly ForkscopeEvent[]): Facts {
  const { world, history, version } = facts
  const newer = batch.filter((event) => event.seq > world.seq)
  const fresh = newer.filter((event, place) => event.seq === world.seq + 1 + place)
  if (fresh.length === 0) return facts
  const events = bounded([...facts.events, ...fresh])
  // The history of a recording is filled separately, ahead of what is shown.
  if (history.world !== world) return { ...facts, world: fold(world, fresh), events }
  history.follow(fresh)
  return { ...facts, world: history.world, events, version: version + 1 }
}
