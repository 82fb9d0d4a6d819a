import { z } from "zod"
import { EVENTS_VERSION, type ForkscopeEvent } from "../events/index.ts"
import { isEvent } from "../events/isEvent.ts"
import type { World } from "../world/index.ts"
import { packWorld } from "../world/packed/pack.ts"
import { readWorld } from "../world/packed/readWorld.ts"

/** Raised when a reader of the previous version could misread a file. */
const RECORDING_VERSION = 1

/**
 * A recording is lines of JSON: this header, then one event a line in seq order. A line that is an object with a
 * `checkpoint` or a `label` is no event and may be passed over.
 */
const recordingHeader = z.object({
  forkscope: z.literal("recording"),
  version: z.int().positive(),
  events: z.int().positive(),
  name: z.string(),
  /** Milliseconds since 1970 at `at` = 0 of the events. */
  wallClock: z.int().nonnegative(),
})

export type RecordingHeader = z.infer<typeof recordingHeader>

/** What its owner calls a recording and says of it; the newest in the file holds. */
export const recordingLabel = z.strictObject({
  name: z.string().max(200).optional(),
  note: z.string().max(4000).optional(),
})

export type RecordingLabel = z.infer<typeof recordingLabel>

/** What one line says, or why it says nothing. */
export type Line =
  | { readonly event: ForkscopeEvent }
  /** Null: it is none that this version can draw, and the events before it say the same. */
  | { readonly checkpoint: World | null }
  | { readonly label: RecordingLabel }
  | { readonly unknown: string }

/** The first line of a recording that begins now. */
export function headerLine(name: string, wallClock: number): string {
  const header: RecordingHeader = {
    forkscope: "recording",
    version: RECORDING_VERSION,
    events: EVENTS_VERSION,
    name,
    wallClock,
  }
  return `${JSON.stringify(header)}\n`
}

export const eventLine = (event: ForkscopeEvent): string => `${JSON.stringify(event)}\n`

/** The world before the events that follow. */
export const checkpointLine = (world: World): string => `${JSON.stringify({ checkpoint: packWorld(world) })}\n`

export const labelLine = (label: RecordingLabel): string => `${JSON.stringify({ label })}\n`

/**
 * @param text The beginning of a file.
 * @throws Error with a sentence for the user when it is no recording, or one of a newer version.
 */
export function readHeader(text: string): RecordingHeader {
  const [line = ""] = text.split("\n", 1)
  const parsed = recordingHeader.safeParse(parseJson(line))
  if (!parsed.success) throw new Error(`Expected a recording of Forkscope, got ${whatItIs(line)}`)
  const { version, events } = parsed.data
  if (version > RECORDING_VERSION || events > EVENTS_VERSION) {
    throw new Error(
      `Expected a recording of version ${RECORDING_VERSION} with events of version ${EVENTS_VERSION}, got ${version} and ${events}: a newer Forkscope made it; update yours`,
    )
  }
  return parsed.data
}

/** What somebody has before him who took another file for a recording. */
function whatItIs(line: string): string {
  if (line === "") return "nothing: the file is empty, or cut off before its first line"
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what tells text from everything else
  if (/[\0-\x08\x0e-\x1f\ufffd]/.test(line.slice(0, 200))) return "bytes of another kind"
  return `text that begins with “${line.slice(0, 60)}”`
}

/** Reads one line after the header. */
export function readLine(line: string): Line {
  const value = parseJson(line)
  // First, for nearly all lines are events.
  if (isEvent(value)) return { event: value }
  if (typeof value !== "object" || value === null) return { unknown: "no JSON object" }
  if ("label" in value) {
    const label = recordingLabel.safeParse(value.label)
    return label.success ? { label: label.data } : { unknown: "no label that this version knows" }
  }
  if ("checkpoint" in value) {
    return { checkpoint: readWorld(value.checkpoint) }
  }
  const type = "type" in value && typeof value.type === "string" ? ` (${value.type.slice(0, 60)})` : ""
  return { unknown: `no event that this version knows${type}` }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
