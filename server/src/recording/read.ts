import { readFileSync } from "node:fs"
import { Recording } from "@forkscope/shared/recording"

/**
 * Opens a recording as far as it is good; what is wrong with its end is said in `damage`.
 *
 * @throws Error with a sentence for the user when the file is not there, or no recording.
 */
export async function readRecording(path: string): Promise<Recording> {
  try {
    return await Recording.open(readFileSync(path))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === "ENOENT") throw new Error(`Expected a recording, there is no file ${path}`)
    if (code === "EISDIR") throw new Error(`Expected a recording, ${path} is a folder`)
    throw new Error(code === undefined ? message : `Expected to read ${path}, got ${message}`)
  }
}
