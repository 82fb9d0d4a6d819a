import type { ForkscopeEvent } from "../../events/index.ts"
import { Draft } from "../draft.ts"
import type { World } from "../world.ts"
import { reducePipe } from "./pipe.ts"
import { reducePool } from "./pool.ts"
import { reduceProcess } from "./process.ts"
import { reduceQueue } from "./queue.ts"
import { reduceRun } from "./run.ts"
import { reduceSync } from "./sync.ts"
import { reduceThread } from "./thread.ts"
import type { AllReducers } from "./types.ts"

const reducers: AllReducers = {
  ...reduceProcess,
  ...reduceThread,
  ...reduceQueue,
  ...reducePool,
  ...reduceSync,
  ...reducePipe,
  ...reduceRun,
}

/**
 * The world after some more events. Pure: no clock, no I/O, and the world that goes in stays as it is.
 *
 * Events come in seq order; one that was already folded is passed over, so a snapshot and a batch may overlap.
 */
export function fold(world: World, events: Iterable<ForkscopeEvent>): World {
  const draft = new Draft(world)
  for (const event of events) {
    if (event.seq <= draft.world.seq) continue
    const reducer = reducers[event.type] as (draft: Draft, event: ForkscopeEvent) => unknown
    reducer(draft, event)
    draft.world.seq = event.seq
    draft.world.at = Math.max(draft.world.at, event.at)
  }
  return draft.world
}

/** The world after one more event. */
export function reduce(world: World, event: ForkscopeEvent): World {
  return fold(world, [event])
}
