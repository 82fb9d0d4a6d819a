import type { History } from "@forkscope/shared/history"
import type { Recording } from "@forkscope/shared/recording"

/** ms between two reports. */
const REPORT = 250

interface Reader {
  /** Whether anybody still wants it. */
  isWanted(): boolean
  /** So much of it was read, 0 to 1. */
  onNews?(share: number): void
}

/** Reads all of a recording that a history does not have yet into it, beside what else the page does. */
export async function readHistory(recording: Recording, history: History, { isWanted, onNews }: Reader): Promise<void> {
  let reportedAt = performance.now()
  for await (const events of recording.all(history.world.seq)) {
    if (!isWanted()) return
    history.follow(events)
    // The page goes on between two members.
    await new Promise((resolve) => setTimeout(resolve))
    if (!isWanted()) return
    if (performance.now() - reportedAt < REPORT) continue
    reportedAt = performance.now()
    onNews?.(history.world.seq / recording.seq)
  }
  onNews?.(1)
}
