import type { TraceEvent } from "./traceEvent.ts"

/** A slice shorter than this can't be seen, nor hit by an arrow, µs. */
export const SHORTEST = 1
/** No PID or TID of Linux is larger: numbers from here on are ours to give. */
export const PIDS = 1 << 22

/** Something that took time on a track. */
export interface TraceSlice {
  readonly name: string
  readonly cat: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur: number
  /** The lane of its thread. */
  readonly lane: number
  readonly args?: Record<string, unknown>
  /** The arrow that begins in it or ends in it. */
  readonly arrow?: { readonly id: string; readonly way: "out" | "in" }
  /** What happens in its last moment: an arrow that ends there. */
  readonly last?: TraceSlice
}

/**
 * Gathers slices and gives them as a trace that keeps the rules by which Perfetto reads one (`src/trace_processor/importers/`
 * of its source): slices of a track nest or are apart, so that each lane of the timeline has a track; an arrow is named by a number, is said in the slices that it joins, and begins in one that begins
 * earlier, else it is turned round.
 */
export class Slices {
  readonly #all: TraceSlice[] = []

  add(slice: TraceSlice): void {
    this.#all.push(slice)
  }

  /** @param nameOf The name of a thread's track. */
  end(nameOf: (pid: number, tid: number) => string): TraceEvent[] {
    const arrows = arrowsOf(this.#all)
    const lanes = new Map<string, number[][]>()
    const out: TraceEvent[] = []
    for (const slice of this.#all.sort((a, b) => a.ts - b.ts || b.dur - a.dur)) {
      const { pid, tid } = slice
      const key = `${pid}/${tid}`
      const ofTrack = lanes.get(key) ?? []
      lanes.set(key, ofTrack)
      const lane = laneFor(ofTrack, slice)
      const track = tid + lane * PIDS
      if (lane > 0 && ofTrack[lane]?.length === 1) {
        const name = `${nameOf(pid, tid)} (${lane + 1})`
        out.push({ ph: "M", name: "thread_name", pid, tid: track, args: { name } })
      }
      out.push(drawn(slice, track, arrows))
      if (slice.last) out.push(drawn(slice.last, track, arrows))
    }
    return out
  }
}

/**
 * The slice's own lane, or the next one in which it is inside what goes on there, or alone: in a lane of the timeline a wait may
 * go on beyond the work in which it began. Each lane is a stack of ends.
 */
function laneFor(lanes: number[][], { ts, dur, lane: own }: TraceSlice): number {
  for (let lane = own; ; lane++) {
    const open = lanes[lane] ?? []
    lanes[lane] = open
    while ((open.at(-1) ?? Number.POSITIVE_INFINITY) <= ts) open.pop()
    if ((open.at(-1) ?? Number.POSITIVE_INFINITY) < ts + dur) continue
    open.push(ts + dur)
    return lane
  }
}

/** Numbers of the arrows that have both ends, the first of which is earlier. */
function arrowsOf(slices: readonly TraceSlice[]): Map<string, number> {
  const begins = new Map<string, number>()
  for (const { arrow, ts } of slices) if (arrow?.way === "out") begins.set(arrow.id, ts)
  const numbers = new Map<string, number>()
  for (const slice of slices)
    for (const { arrow, ts } of [slice, slice.last ?? slice])
      if (arrow?.way === "in" && (begins.get(arrow.id) ?? ts) < ts && !numbers.has(arrow.id))
        numbers.set(arrow.id, numbers.size + 1)
  return numbers
}

function drawn(
  { last: _, lane: __, arrow, args, ...slice }: TraceSlice,
  tid: number,
  arrows: ReadonlyMap<string, number>,
): TraceEvent {
  const id = arrow && arrows.get(arrow.id)
  const flow = id === undefined ? {} : { bind_id: id, [arrow?.way === "out" ? "flow_out" : "flow_in"]: true }
  return { ph: "X", ...slice, tid, ...flow, ...(args ? { args } : {}) }
}
