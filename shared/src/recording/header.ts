import { z } from "zod"
import { parseJson } from "../base/index.ts"
import { EVENTS_MINOR, EVENTS_VERSION } from "../events/index.ts"
import { type Refusal, UnreadableError } from "./problem.ts"

/** Raised, along with a new `Upgrade`, when a reader of the previous version could misread a file, events included. */
export const RECORDING_VERSION = 1

/**
 * The first line of a recording. The events follow, one a line, in seq order. A line that is an object with a
 * `checkpoint` or a `label` is not an event and may be skipped.
 */
const recordingHeader = z.object({
  forkscope: z.literal("recording"),
  version: z.int().nonnegative(),
  /** The version of the events: `EVENTS_VERSION`, and `EVENTS_MINOR` for compatible additions. */
  events: z.int().nonnegative(),
  minor: z.int().nonnegative().default(0),
  name: z.string(),
  /** Milliseconds since 1970 at `at` = 0 of the events. */
  wallClock: z.int().nonnegative(),
})

export type RecordingHeader = z.infer<typeof recordingHeader>

/** The first line of a new recording. */
export function headerLine(name: string, wallClock: number): string {
  const header: RecordingHeader = {
    forkscope: "recording",
    version: RECORDING_VERSION,
    events: EVENTS_VERSION,
    minor: EVENTS_MINOR,
    name,
    wallClock,
  }
  return `${JSON.stringify(header)}\n`
}

/**
 * @param text The beginning of a file.
 * @throws UnreadableError when it is not a recording, or one of a newer version.
 */
export function readHeader(text: string): RecordingHeader {
  const [line = ""] = text.split("\n", 1)
  const parsed = recordingHeader.safeParse(parseJson(line))
  if (!parsed.success) throw new UnreadableError(whatItIs(line))
  const { version, events } = parsed.data
  if (version > RECORDING_VERSION || events > EVENTS_VERSION) {
    throw new UnreadableError({ code: "newer", version: Math.max(version, events), known: RECORDING_VERSION })
  }
  return parsed.data
}

/** Whether a recording may have events and fields that this version does not know. */
export const isNewer = ({ version, minor }: RecordingHeader): boolean =>
  version === RECORDING_VERSION && minor > EVENTS_MINOR

/** Why a file is not a recording, from its first line. */
function whatItIs(line: string): Refusal {
  if (line === "") return { code: "empty" }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters distinguish binary files from text
  if (/[\0-\x08\x0e-\x1f\ufffd]/.test(line.slice(0, 200))) return { code: "binary" }
  return { code: "text", beginning: line.slice(0, 60) }
}
