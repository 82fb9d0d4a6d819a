import { type History, isWait, SliceTrack, type ThreadTrack } from "@forkscope/shared/history"
import { type LaneSlice, openSlices } from "./laneSlices.ts"
import type { Lane } from "./lanes.ts"

export interface LaneTrack extends Pick<ThreadTrack, "work" | "samples"> {
  readonly waits: SliceTrack
}

const NOTHING = new SliceTrack()

/** The slices that a lane draws: for each process in it, the track of the lane's thread. */
export function tracksOf(history: History, { procs, thread, beside }: Lane): { proc: number; track: LaneTrack }[] {
  return procs.flatMap((proc) => {
    const process = history.processes.get(proc)
    const track = process?.threads.get(thread === process.entity.pid ? null : thread)
    if (!track) return []
    const { work, waits, samples } = track
    return [{ proc, track: { work: beside === 0 ? work : NOTHING, waits: waits[beside] ?? NOTHING, samples } }]
  })
}

/** The open slices in a lane for one of its processes, enclosing ones first. */
export function openIn(history: History, { thread, beside }: Lane, proc: number): LaneSlice[] {
  const process = history.world.processes[proc]
  if (!process) return []
  const laneOf = ({ kind, seq }: LaneSlice) => (isWait(kind) ? history.laneOf(proc, thread, seq) : 0)
  return openSlices(history.world, process, thread).filter((slice) => laneOf(slice) === beside)
}
