import { existsSync } from "node:fs"
import { join } from "node:path"
import { problemText, type Recording } from "@forkscope/shared/recording"
import { readRecording } from "../recording/read.ts"
import { recordingsFolder } from "../recording/recordings.ts"

/** The path of a recording that the user named, by its file or by its name in the list. */
export function pathOf(name: string): string {
  const kept = join(recordingsFolder(), `${name}.forkscope`)
  return !existsSync(name) && /^[\w-]+$/.test(name) && existsSync(kept) ? kept : name
}

/**
 * Calls `use` with a recording, and reports on stderr what of it could not be read.
 *
 * @returns the exit code: 0 when the file could be read, even if only in part.
 */
export async function withRecording(file: string, use: (recording: Recording) => Promise<void>): Promise<number> {
  try {
    const recording = await readRecording(pathOf(file))
    await use(recording)
    if (recording.isNewer)
      console.error(`forkscope: ${file}: A newer Forkscope made it; what this one does not know is left out.`)
    if (recording.damage !== null)
      console.error(`forkscope: ${file}: ${problemText(recording.damage).slice(0, -1)}; all before it was read.`)
    return 0
  } catch (error) {
    console.error(`forkscope: ${(error as Error).message}`)
    return 2
  }
}
