import { readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"
import { type Inflate, inflate, LARGEST_MEMBER, Recording } from "@forkscope/shared/recording"

/**
 * Opens a recording as far as it is intact; `damage` says what is wrong with its end.
 *
 * @throws Error with a sentence for the user when the file does not exist or is not a recording.
 */
export async function readRecording(path: string): Promise<Recording> {
  try {
    return await Recording.open(readFileSync(path), { unzip })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === "ENOENT") throw new Error(`Expected a recording, there is no file ${path}`)
    if (code === "EISDIR") throw new Error(`Expected a recording, ${path} is a folder`)
    throw new Error(code === undefined ? message : `Expected to read ${path}, got ${message}`)
  }
}

/**
 * Synchronous: in Node the streams of `inflate` take eight times as long. Damaged or too large members are left to
 * them.
 */
const unzip: Inflate = async (gzip, limit = LARGEST_MEMBER) => {
  try {
    return { text: gunzipSync(gzip, { maxOutputLength: limit }).toString(), damage: null }
  } catch {
    return await inflate(gzip, limit)
  }
}
