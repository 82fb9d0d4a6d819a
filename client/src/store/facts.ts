import type { ForkscopeEvent } from "@forkscope/shared/events"
import { History } from "@forkscope/shared/history"
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
  /** All that is known of what was before, and beyond the world's time in a recording. It grows in place. */
  readonly history: History
  /** Raised when the history grew. */
  readonly version: number
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
 * The facts after some more events. Those that are in already are passed over; so are those behind a gap, which were sent
 * before the snapshot that is on its way.
 */
export function withEvents(facts: Facts, batch: readonly ForkscopeEvent[]): Facts {
  const { world, history, version } = facts
  const newer = batch.filter((event) => event.seq > world.seq)
  const fresh = newer.filter((event, place) => event.seq === world.seq + 1 + place)
  if (fresh.length === 0) return facts
  const events = bounded([...facts.events, ...fresh])
  // The history of a recording is read by itself, ahead of what is shown.
  if (history.world !== world) return { ...facts, world: fold(world, fresh), events }
  history.follow(fresh)
  return { ...facts, world: history.world, events, version: version + 1 }
}
