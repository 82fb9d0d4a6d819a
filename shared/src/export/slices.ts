import type { TraceEvent } from "./traceEvent.ts"

/** Slices are at least this long, µs: a shorter one can't be seen, and no arrow can attach to it. */
export const SHORTEST = 1
/** PIDs and TIDs of Linux are smaller: numbers from here on are free for our own use. */
export const PIDS = 1 << 22

/** An interval on a track, in µs, with what happened in it. */
export interface TraceSlice {
  readonly name: string
  readonly cat: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur: number
  /** Its lane of the thread's timeline. */
  readonly lane: number
  readonly args?: Record<string, unknown>
  /** The arrow that begins or ends in this slice. */
  readonly arrow?: { readonly id: string; readonly way: "out" | "in" }
  /** A slice in its last moment, for an arrow that ends there. */
  readonly last?: TraceSlice
}

/**
 * Collects slices and writes them as a trace that follows Perfetto's rules (`src/trace_processor/importers/` there):
 *
 * - Slices of a track nest or do not overlap. So each lane of the timeline has a track of its own.
 * - An arrow is identified by a number, which both of its slices have. It begins in the slice that begins earlier;
 *   otherwise Perfetto reverses it.
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
 * The first lane from the slice's own on in which it nests in the open slices or is alone. Its own is not always free:
 * in a lane of the timeline a wait may outlast the work in which it began.
 *
 * @param lanes Of each lane, a stack of the ends of its open slices.
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

/** Numbers for the arrows that have both ends and begin before they end. */
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
