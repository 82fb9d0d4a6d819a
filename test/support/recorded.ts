import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Fact, ForkscopeEvent } from "@forkscope/shared/events"
import { Log } from "../../server/src/log/log.ts"
import { Recorder, type RecorderOptions } from "../../server/src/recording/recorder.ts"

const folder = join(import.meta.dirname, "../recordings")

/** The recorded runs in test/recordings: their names and events. */
export function recordedRuns(): { name: string; events: ForkscopeEvent[] }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ndjson"))
    .map((file) => {
      const lines = readFileSync(join(folder, file), "utf8").trimEnd().split("\n")
      return { name: file, events: lines.map((line) => JSON.parse(line) as ForkscopeEvent) }
    })
}

/**
 * Records events in the batches in which a run's log could deliver them.
 *
 * @param frames The sizes of the batches, used in turn and repeated.
 * @returns the bytes of the file.
 */
export async function record(
  events: readonly ForkscopeEvent[],
  frames: readonly number[] = [50],
  sizes: Pick<RecorderOptions, "memberLength" | "checkpointAfter"> = {},
): Promise<Buffer> {
  const home = mkdtempSync(join(tmpdir(), "forkscope-recorded-"))
  try {
    const path = join(home, "run.forkscope")
    const log = new Log()
    const fail = (error: Error | null) => {
      throw error ?? new Error("Expected room")
    }
    const recorder = new Recorder({ path, log, name: "a run", wallClock: 1_000, onStopped: fail, ...sizes })
    for (let from = 0, turn = 0; from < events.length; turn++) {
      const count = frames[turn % frames.length] ?? 1
      for (const { seq: _, ...fact } of events.slice(from, from + count)) log.append(fact as Fact)
      log.flush()
      from += count
    }
    await recorder.close()
    log.close()
    return readFileSync(path)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
