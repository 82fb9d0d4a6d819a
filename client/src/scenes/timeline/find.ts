import type { History, SliceTrack } from "@forkscope/shared/history"
import { labelOf } from "./laneSlices.ts"
import { type Lane, lanesOf } from "./lanes.ts"
import { tracksOf } from "./tracks.ts"

/** A slice or a lane that matches a search. */
export interface Found {
  readonly lane: Lane
  readonly proc: number | null
  /** Null: the lane itself matches. */
  readonly seq: number | null
  readonly start: number
  readonly end: number
}

/** Matches returned at most. */
const MOST = 2000

/** Lanes whose name, and slices whose label, contains a text in any case: lanes first, then slices by time. */
export function find(history: History, text: string): Found[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === "") return []
  const lanes: Found[] = []
  const slices: Found[] = []
  for (const lane of lanesOf(history).lanes) {
    const isNamed = `${lane.name} ${lane.pid ?? ""}`.toLowerCase().includes(wanted)
    if (isNamed && lane.kind !== "slot") lanes.push({ lane, proc: lane.procs[0] ?? null, seq: null, start: 0, end: 0 })
    if (lane.kind === "pool") continue
    const add = (proc: number, { slices: all }: SliceTrack) => {
      for (const slice of all) {
        if (slices.length >= MOST) return
        const isMeant = slice.label.toLowerCase().includes(wanted) || slice.kind.includes(wanted)
        if (isMeant || labelOf(history.world, slice).toLowerCase().includes(wanted))
          slices.push({ lane, proc, seq: slice.seq, start: slice.start, end: slice.end })
      }
    }
    for (const { proc, track } of tracksOf(history, lane)) {
      add(proc, track.work)
      add(proc, track.waits)
    }
  }
  return [...lanes, ...slices.sort((a, b) => a.start - b.start)]
}
