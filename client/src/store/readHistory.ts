import type { History } from "@forkscope/shared/history"
import type { Recording } from "@forkscope/shared/recording"

/** ms between two reports. */
const REPORT = 250
/** ms after which the page has its turn: half a frame. */
const SHARE = 8
/** Events between two looks at the clock. */
const STEP = 256

interface Reader {
  /** Whether anybody still wants it. */
  isWanted(): boolean
  /** So much of it was read, 0 to 1. */
  onNews?(share: number): void
  /** What goes before it. */
  first?(): Promise<unknown>
}

/** Reads all of a recording that a history does not have yet into it, beside what else the page does. */
export async function readHistory(
  recording: Recording,
  history: History,
  { isWanted, onNews, first }: Reader,
): Promise<void> {
  let [reportedAt, begunAt] = [performance.now(), performance.now()]
  for await (const events of recording.all(history.world.seq)) {
    for (let from = 0; from < events.length; from += STEP) {
      if (!isWanted()) return
      history.follow(events.slice(from, from + STEP))
      if (performance.now() - begunAt < SHARE) continue
      await nextTurn()
      await first?.()
      begunAt = performance.now()
    }
    if (!isWanted()) return
    recording.keep(history.world)
    if (performance.now() - reportedAt < REPORT) continue
    reportedAt = performance.now()
    onNews?.(history.world.seq / recording.seq)
  }
  onNews?.(1)
}

/** Resolves when the page had its turn. A timer would wait longer: at least 4 ms where one follows another. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
