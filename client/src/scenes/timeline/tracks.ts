import type { History, ThreadTrack } from "@forkscope/shared/history"
import type { Lane } from "./lanes.ts"

/** What a lane is drawn from: for each process that was in it, the track of the thread that the lane is about. */
export function tracksOf(history: History, lane: Lane): { proc: number; track: ThreadTrack }[] {
  return lane.procs.flatMap((proc) => {
    const process = history.processes.get(proc)
    const track = process?.threads.get(lane.thread === process.entity.pid ? null : lane.thread)
    return track ? [{ proc, track }] : []
  })
}
