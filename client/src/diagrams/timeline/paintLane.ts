import type { History } from "@forkscope/shared/history"
import type { Measured } from "../../scenes/timeline/bands.ts"
import type { LaneSlice } from "../../scenes/timeline/laneSlices.ts"
import type { Lane } from "../../scenes/timeline/lanes.ts"
import { openIn, tracksOf } from "../../scenes/timeline/tracks.ts"
import { paintBands } from "./paintBands.ts"
import { paintCurve } from "./paintCurve.ts"
import { paintPacked } from "./paintPacked.ts"
import { paintTrack } from "./paintTrack.ts"
import { rowsOf, type Sheet } from "./sheet.ts"

/** Paints everything of a lane that has ended. @returns the slices that have not. */
export function paintLane(sheet: Sheet, lane: Lane, top: number): LaneSlice[] {
  if (lane.kind === "queue" || lane.kind === "pool" || lane.kind === "memory") {
    paintCurve(sheet, lane, top)
    return []
  }
  if (lane.packed) {
    paintPacked(sheet, lane, top)
    return []
  }
  const { history } = sheet
  const rows = rowsOf(lane)
  const row = { y: top + rows.slice, height: rows.sliceHeight }
  for (const proc of lane.procs) {
    const measured = lane.beside === 0 ? measuredOf(history, proc, lane.thread) : null
    if (measured) paintBands(sheet, measured, top + rows.band, rows.bandHeight)
  }
  const open = lane.procs.flatMap((proc) => openIn(history, lane, proc))
  for (const { track } of tracksOf(history, lane)) paintTrack(sheet, track, open, row)
  return open
}

/** The samples of a process, or of one of its threads with the thread's shorter lifetime. */
function measuredOf(history: History, proc: number, tid: number | null): Measured | null {
  const process = history.processes.get(proc)
  if (!process || tid === null) return process ?? null
  const samples = process.threads.get(tid)?.samples
  const thread = process.entity.threads[tid]
  if (!samples || samples.length === 0) return null
  const { spawnedAt, exitedAt } = process.entity
  const life = { spawnedAt: thread?.startedAt ?? spawnedAt, exitedAt: thread?.exitedAt ?? exitedAt }
  return { entity: { ...process.entity, ...life, reapedAt: life.exitedAt, signals: [] }, samples }
}
