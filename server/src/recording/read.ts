import { readFileSync } from "node:fs"
import { constants, gunzipSync } from "node:zlib"
import { parseRecording, type Recording } from "@forkscope/shared/recording"

/** Characters of a recording that are read: more would not fit into memory. */
const MAX_TEXT = 500_000_000

/**
 * Reads a recording as far as it is good: a torn tail is left out and said in `damage`.
 *
 * @throws Error with a sentence for the user when the file is not there, or no recording.
 */
export function readRecording(path: string): Recording {
  const bytes = readFileSync(path)
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  const text = (isGzip ? unzip(bytes) : bytes).toString("utf8")
  const end = text.lastIndexOf("\n") + 1
  const recording = parseRecording(text.slice(0, end))
  const isTorn = recording.damage === null && end < text.length
  return isTorn
    ? { ...recording, damage: "The file ends in the middle of an event; all before it was read." }
    : recording
}

/** A member that was not written to its end gives what there is of it. */
function unzip(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_TEXT })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === "ERR_BUFFER_TOO_LARGE") throw new Error("Expected at most 500 MB of events, got more in this file")
    throw new Error("Expected a recording of Forkscope; the file is damaged gzip or something else")
  }
}
