import type { History, Steps } from "@forkscope/shared/history"
import { hasThreads } from "@forkscope/shared/world"
import type { Lane } from "./lanes.ts"
import type { Span, Window } from "./window.ts"

/** A value that holds from `at` until the next point. */
export interface Point {
  readonly at: number
  readonly value: number
}

export interface Curve {
  readonly points: readonly Point[]
  /** The upper end of its scale. */
  readonly most: number
  readonly unit: "items" | "slots" | "kB"
}

/** px per value of a curve. */
const GRAIN = 2

/** The curve of a counter lane up to `now`; null where there is nothing to draw. */
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

/** The value of a counter lane at a time. */
export function valueAt(history: History, lane: Lane, at: number, now: number): number | null {
  if (lane.kind === "pool") return busyBetween(history, lane, { start: at, end: at + 1 }, now)
  const steps = lane.kind === "memory" ? history.memory : lane.ref && history.queues.get(lane.ref.id)?.steps
  const place = steps ? steps.at.after(at) - 1 : -1
  return steps && place >= 0 ? steps.value.at(place) : null
}

/** Steps within a window; where several are on the same pixels, the greatest and the last of them. */
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

/** Busy slots of a pool, averaged over each interval of the curve, from the start and end times of its tasks. */
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

/** µs of task time before `at`, summed over all slots. */
function busyUntil(history: History, { procs, ref }: Lane, at: number, now: number): number {
  const pool = ref && history.world.pools[ref.id]
  if (!pool) return 0
  let sum = 0
  for (const proc of procs) {
    for (const [tid, { work }] of history.processes.get(proc)?.threads ?? []) {
      // In a pool of threads, the main thread's work is not a task.
      if (tid !== null || !hasThreads(pool)) sum += work.coveredUntil(at)
    }
  }
  for (const { task: id } of pool.slots) {
    const startedAt = id === null ? null : history.world.tasks[id]?.startedAt
    if (startedAt !== null && startedAt !== undefined) sum += Math.max(0, Math.min(at, now) - startedAt)
  }
  return sum
}
