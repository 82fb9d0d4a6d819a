import { z } from "zod"
import { EVENTS_MINOR, EVENTS_VERSION } from "../events/index.ts"
import { type Refusal, UnreadableError } from "./problem.ts"

/** Raised when a reader of the previous version could misread a file, events included: then it brings an `Upgrade`. */
export const RECORDING_VERSION = 1

/**
 * The first line of a recording. One event a line follows, in seq order. A line that is an object with a `checkpoint` or a
 * `label` is no event and may be passed over.
 */
const recordingHeader = z.object({
  forkscope: z.literal("recording"),
  version: z.int().nonnegative(),
  /** The version of the events, `EVENTS_VERSION`, and what was added to it without breaking it, `EVENTS_MINOR`. */
  events: z.int().nonnegative(),
  minor: z.int().nonnegative().default(0),
  name: z.string(),
  /** Milliseconds since 1970 at `at` = 0 of the events. */
  wallClock: z.int().nonnegative(),
})

export type RecordingHeader = z.infer<typeof recordingHeader>

/** The first line of a recording that begins now. */
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
 * @throws UnreadableError when it is no recording, or one of a newer version.
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

/** Whether there may be events and fields in it that this version does not know. */
export const isNewer = ({ version, minor }: RecordingHeader): boolean =>
  version === RECORDING_VERSION && minor > EVENTS_MINOR

/** What somebody has before him who took another file for a recording. */
function whatItIs(line: string): Refusal {
  if (line === "") return { code: "empty" }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what tells text from everything else
  if (/[\0-\x08\x0e-\x1f\ufffd]/.test(line.slice(0, 200))) return { code: "binary" }
  return { code: "text", beginning: line.slice(0, 60) }
}

/** Undefined: it is no JSON. */
export function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
