import type { History, Steps } from "@forkscope/shared/history"
import { hasThreads } from "@forkscope/shared/world"
import type { Lane } from "./lanes.ts"
import type { Span, Window } from "./window.ts"

/** A figure from a moment on until the next point. */
export interface Point {
  readonly at: number
  readonly value: number
}

export interface Curve {
  readonly points: readonly Point[]
  /** The top of its scale. */
  readonly most: number
  readonly unit: "items" | "slots" | "kB"
}

/** px of which a curve says one figure. */
const GRAIN = 2

/** The curve of a lane that counts something, up to `now`; null where there is nothing to draw. */
export function curveOf(history: History, lane: Lane, span: Span, now: number): Curve | null {
  if (lane.kind === "queue") {
    const steps = lane.ref && history.queues.get(lane.ref.id)?.steps
    return steps ? { points: stepsIn(steps, span, now), most: Math.max(1, steps.most), unit: "items" } : null
  }
  if (lane.kind === "memory") {
    return { points: stepsIn(history.memory, span, now), most: Math.max(1, history.memory.most), unit: "kB" }
  }
  if (lane.kind === "pool") {
    const size = lane.ref ? (history.world.pools[lane.ref.id]?.size ?? 1) : 1
    return { points: busyIn(history, lane, span, now), most: Math.max(1, size), unit: "slots" }
  }
  return null
}

/** What a counter's lane says at a moment. */
export function valueAt(history: History, lane: Lane, at: number, now: number): number | null {
  if (lane.kind === "pool") return busyBetween(history, lane, { start: at, end: at + 1 }, now)
  const steps = lane.kind === "memory" ? history.memory : lane.ref && history.queues.get(lane.ref.id)?.steps
  const place = steps ? steps.at.after(at) - 1 : -1
  return steps && place >= 0 ? steps.value.at(place) : null
}

/** Steps within a window; where several share a place on the screen, the greatest of them, and the last. */
function stepsIn({ at, value }: Steps, span: Span, now: number): Point[] {
  const grain = ((span.end - span.start) / Math.max(1, span.width)) * GRAIN
  const points: Point[] = []
  const end = Math.min(span.end, now)
  let place = Math.max(0, at.after(span.start) - 1)
  while (place < at.length && at.at(place) <= end) {
    const start = at.at(place)
    const next = at.after(start + grain, place + 1)
    let most = value.at(place)
    for (let one = place + 1; one < next; one++) most = Math.max(most, value.at(one))
    points.push({ at: start, value: most })
    if (next - 1 > place && value.at(next - 1) !== most) points.push({ at: start + grain, value: value.at(next - 1) })
    place = next
  }
  const last = points.at(-1)
  if (last) points.push({ at: end, value: last.value })
  return points
}

/** How many slots of a pool were busy, on average over each place on the screen: measured by when tasks began and ended. */
function busyIn(history: History, lane: Lane, span: Span, now: number): Point[] {
  const end = Math.min(span.end, now)
  const most = Math.max(1, Math.min(span.width / Math.max(GRAIN + 1, lane.procs.length / 8), 400))
  const grain = Math.max(1, (span.end - span.start) / most)
  const points: Point[] = []
  let before = busyUntil(history, lane, span.start, now)
  for (let at = span.start; at < end; at += grain) {
    const upTo = Math.min(at + grain, end)
    const until = busyUntil(history, lane, upTo, now)
    points.push({ at, value: (until - before) / (upTo - at) })
    before = until
  }
  const last = points.at(-1)
  if (last) points.push({ at: end, value: last.value })
  return points
}

const busyBetween = (history: History, lane: Lane, { start, end }: Window, now: number) =>
  (busyUntil(history, lane, end, now) - busyUntil(history, lane, start, now)) / (end - start)

/** µs of tasks before `at`, over all slots. */
function busyUntil(history: History, { procs, ref }: Lane, at: number, now: number): number {
  const pool = ref && history.world.pools[ref.id]
  if (!pool) return 0
  let sum = 0
  for (const proc of procs) {
    for (const [tid, { work }] of history.processes.get(proc)?.threads ?? []) {
      // What the main thread of a pool of threads does is no task of the pool.
      if (tid !== null || !hasThreads(pool)) sum += work.coveredUntil(at)
    }
  }
  for (const { task: id } of pool.slots) {
    const startedAt = id === null ? null : history.world.tasks[id]?.startedAt
    if (startedAt !== null && startedAt !== undefined) sum += Math.max(0, Math.min(at, now) - startedAt)
  }
  return sum
}
