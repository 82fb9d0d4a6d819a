import type { History } from "@forkscope/shared/history"
import type { Recording } from "@forkscope/shared/recording"

/** ms between two progress reports. */
const REPORT = 250

interface Reader {
  /** Whether the result is still needed. */
  isWanted(): boolean
  /** Called with the share that has been read, 0 to 1. */
  onNews?(share: number): void
}

/** Adds the rest of a recording to a history, without blocking the page. */
export async function readHistory(recording: Recording, history: History, { isWanted, onNews }: Reader): Promise<void> {
  let reportedAt = performance.now()
  for await (const events of recording.all(history.world.seq)) {
    if (!isWanted()) return
    history.follow(events)
    // The page gets time between two members of the file.
    await new Promise((resolve) => setTimeout(resolve))
    if (!isWanted()) return
    if (performance.now() - reportedAt < REPORT) continue
    reportedAt = performance.now()
    onNews?.(history.world.seq / recording.seq)
  }
  onNews?.(1)
}
