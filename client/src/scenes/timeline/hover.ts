import { type History, isWait, type SliceTrack } from "@forkscope/shared/history"
import type { EntityRef, Shares, Slice } from "@forkscope/shared/world"
import { valueAt } from "./counters.ts"
import { type LaneSlice, laneSliceOf } from "./laneSlices.ts"
import type { Lane } from "./lanes.ts"
import { type Bar, barAt, gapsOf } from "./packing.ts"
import { openIn, tracksOf } from "./tracks.ts"

/** What is at the pointer's place in a lane. */
export interface Hit {
  readonly lane: Lane
  readonly at: number
  readonly laneSlice: LaneSlice | null
  readonly shares: Shares | null
  /** The value of a counter. */
  readonly value: number | null
  /** The process whose bar it is, in a packed lane. */
  readonly bar: Bar | null
  /** The time in which a packed lane is empty. */
  readonly gap: { readonly start: number; readonly end: number } | null
  /** The entity that a click selects. */
  readonly ref: EntityRef | null
}

/** µs; shorter intervals between samples are merged. */
const SHORTEST = 90_000

interface Pointer {
  readonly at: number
  /** µs on both sides within which a slice is hit. */
  readonly reach: number
  /** The pointer is in the strip where waits inside other slices, or descendants in a packed lane, are drawn. */
  readonly isOnStrip: boolean
}

/** @param now The run's time up to which everything is known. */
export function hitAt(history: History, lane: Lane, { at, reach, isOnStrip }: Pointer, now: number): Hit {
  const { world } = history
  const nothing = { lane, at, laneSlice: null, shares: null, value: null, bar: null, gap: null, ref: lane.ref }
  if (lane.packed) {
    const bar = barAt(lane.packed, at, reach, isOnStrip)
    if (bar) return { ...nothing, bar, ref: { kind: "process", id: bar.process.id } }
    return { ...nothing, gap: gapsOf(lane.packed, now).find(({ start, end }) => start <= at && at <= end) ?? null }
  }
  if (lane.kind === "queue" || lane.kind === "pool" || lane.kind === "memory") {
    return { ...nothing, value: at <= now ? valueAt(history, lane, at, now) : null }
  }
  const proc = lane.procs.findLast((id) => {
    const entity = history.processes.get(id)?.entity
    return entity !== undefined && (entity.spawnedAt ?? entity.createdAt) <= at
  })
  const process = proc === undefined ? undefined : history.processes.get(proc)
  if (!process) return nothing
  const track = tracksOf(history, lane).find((one) => one.proc === proc)?.track
  const open = openIn(history, lane, process.entity.id)
  const past = (slices: SliceTrack | undefined) => {
    const slice = slices && sliceAt(slices, at, reach)
    return slice ? laneSliceOf(world, slice) : undefined
  }
  const isOpen = ({ start }: LaneSlice) => start <= at && at <= now
  const work = past(track?.work) ?? open.find((laneSlice) => isOpen(laneSlice) && !isWait(laneSlice.kind))
  const wait = past(track?.waits) ?? open.findLast((laneSlice) => isOpen(laneSlice) && isWait(laneSlice.kind))
  const laneSlice = (isOnStrip ? (wait ?? work) : (work ?? wait)) ?? null
  const isTask = laneSlice?.task != null && world.tasks[laneSlice.task] !== undefined
  const isMeasured = lane.beside === 0 && (lane.kind === "thread" || lane.thread === null)
  const samples = lane.kind === "thread" ? track?.samples : process.samples
  return {
    ...nothing,
    laneSlice,
    shares: isMeasured ? (samples?.sharesAt(at, SHORTEST) ?? null) : null,
    ref: isTask ? { kind: "task", id: laneSlice.task ?? 0 } : { kind: "process", id: process.entity.id },
  }
}

function sliceAt(track: SliceTrack, at: number, reach: number): Slice | undefined {
  const place = track.endingAfter(at - reach)
  const slice = track.slices[place]
  return slice && slice.start <= at + reach ? slice : undefined
}
