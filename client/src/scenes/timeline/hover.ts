import { between, type EntityRef, newestFirst, type Sample, type Shares, type World } from "@forkscope/shared/world"
import { depthAt, depthsOf } from "./depths.ts"
import type { Lane } from "./lanes.ts"
import { type SliceMark, slicesOf } from "./slices.ts"
import type { Window } from "./window.ts"

/** What is under the pointer at a moment of a lane. */
export interface Hit {
  readonly lane: Lane
  readonly at: number
  readonly slice: SliceMark | null
  readonly shares: Shares | null
  readonly depth: number | null
  readonly ref: EntityRef
}

/** µs of an interval between samples that is shown as one: shorter ones are joined. */
const SHORTEST = 90_000

export function hitAt(world: World, lane: Lane, at: number, window: Window): Hit {
  if (lane.kind === "queue") {
    const queue = world.queues[lane.ref.id]
    const depth = queue ? depthAt(depthsOf(queue, window).steps, at) : null
    return { lane, at, slice: null, shares: null, depth, ref: lane.ref }
  }
  const process = lane.procs
    .map((id) => world.processes[id])
    .findLast((one) => one !== undefined && (one.spawnedAt ?? one.createdAt) <= at)
  if (!process) return { lane, at, slice: null, shares: null, depth: null, ref: lane.ref }
  const under = slicesOf(world, process, window, lane.thread).filter(
    ({ start, end }) => start <= at && (end ?? world.at) >= at,
  )
  // The innermost says most: the one that began last.
  const slice = under.reduce<SliceMark | null>((best, one) => (best && best.start > one.start ? best : one), null)
  const isTask = slice !== null && slice.task !== null && world.tasks[slice.task] !== undefined
  const ref: EntityRef = isTask ? { kind: "task", id: slice.task ?? 0 } : { kind: "process", id: process.id }
  // A process's shares are not those of one of its threads.
  const shares = lane.thread === null ? sharesAt(newestFirst(process.samples), at) : null
  return { lane, at, slice, shares, depth: null, ref }
}

function sharesAt(samples: Iterable<Sample>, at: number): Shares | null {
  let after: Sample | undefined
  for (const sample of samples) {
    if (sample.at >= at || !after) {
      // Nothing was told since: the counters stood still.
      if (sample.at < at) return between(sample, { ...sample, at })
      after = sample
    } else if (after.at - sample.at >= SHORTEST) return between(sample, after)
  }
  return null
}
