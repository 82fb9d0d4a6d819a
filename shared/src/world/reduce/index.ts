import type { ForkscopeEvent } from "../../events/index.ts"
import { Draft } from "../draft.ts"
import type { Target } from "../entities/target.ts"
import { isOnOneClock, onAxis } from "../hosts.ts"
import { type Finished, OP_KINDS, OPERATIONS, type Started } from "../operations.ts"
import type { Op, World } from "../world.ts"
import { reduceHost } from "./host.ts"
import { beginOp, endOp } from "./ops.ts"
import { reducePipe } from "./pipe.ts"
import { reducePool } from "./pool.ts"
import { reduceProcess } from "./process.ts"
import { reduceQueue } from "./queue.ts"
import { reduceRun } from "./run.ts"
import { reduceSegment } from "./segment.ts"
import { reduceSync } from "./sync.ts"
import { reduceThread } from "./thread.ts"
import type { AllReducers } from "./types.ts"

const ofEntities: AllReducers = {
  ...reduceHost,
  ...reduceProcess,
  ...reduceThread,
  ...reduceQueue,
  ...reducePool,
  ...reduceSync,
  ...reducePipe,
  ...reduceSegment,
  ...reduceRun,
}

type AnyReducer = (draft: Draft, event: ForkscopeEvent, op?: Op) => unknown

/**
 * The reducers of all events. Those that begin and end operations run before the entities' reducers of the same events.
 */
const reducers: Readonly<Record<string, AnyReducer>> = withOperations(
  ofEntities as Readonly<Record<string, AnyReducer | undefined>>,
)

interface Operation {
  readonly started: Started["type"]
  readonly finished: Finished["type"]
  target(event: Started): Target
}

function withOperations(entities: Readonly<Record<string, AnyReducer | undefined>>): Record<string, AnyReducer> {
  const all = { ...entities } as Record<string, AnyReducer>
  for (const kind of OP_KINDS) {
    const { started, finished, target } = OPERATIONS[kind] as Operation
    const [atStart, atEnd] = [entities[started], entities[finished]]
    all[started] = (draft, event) => {
      beginOp(draft, event as Started, kind, target(event as Started))
      atStart?.(draft, event)
    }
    all[finished] = (draft, event) => {
      const op = endOp(draft, event as Finished)
      atEnd?.(draft, event, op)
    }
  }
  return all
}

/**
 * The world after more events. Pure: no clock, no I/O, and the given world does not change.
 *
 * Times in the world are on the axis of the run, whichever machine's clock stamped an event (see `onAxis`). Events come
 * in seq order; events that were already folded are skipped, so a snapshot and a batch may overlap.
 */
export function fold(world: World, events: Iterable<ForkscopeEvent>): World {
  const draft = new Draft(world)
  let isOneClock = isOnOneClock(world)
  for (const stamped of events) {
    if (stamped.seq <= draft.world.seq) continue
    const event = isOneClock ? stamped : onAxis(draft.world, stamped)
    reducers[event.type]?.(draft, event)
    if (event.type === "host.clock.measured") isOneClock = isOnOneClock(draft.world)
    draft.world.seq = event.seq
    draft.world.at = Math.max(draft.world.at, event.at)
  }
  return draft.world
}

/** The world after one more event. */
export function reduce(world: World, event: ForkscopeEvent): World {
  return fold(world, [event])
}
