import { z } from "zod"
import { EVENTS_VERSION, type ForkscopeEvent } from "../events/index.ts"
import { isEvent } from "../events/isEvent.ts"
import type { World } from "../world/index.ts"

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
  | { readonly checkpoint: World }
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
export const checkpointLine = (checkpoint: World): string => `${JSON.stringify({ checkpoint })}\n`

export const labelLine = (label: RecordingLabel): string => `${JSON.stringify({ label })}\n`

/** @throws Error with a sentence for the user when it is no recording, or one of a newer version. */
export function readHeader(line: string): RecordingHeader {
  const parsed = recordingHeader.safeParse(parseJson(line))
  if (!parsed.success) throw new Error("Expected a recording of Forkscope; its first line is no header of one")
  const { version, events } = parsed.data
  if (version > RECORDING_VERSION || events > EVENTS_VERSION) {
    throw new Error(
      `Expected a recording of version ${RECORDING_VERSION} with events of version ${EVENTS_VERSION}, got ${version} and ${events}: a newer Forkscope made it; update yours`,
    )
  }
  return parsed.data
}

/** Reads one line after the header. */
export function readLine(line: string): Line {
  const value = parseJson(line)
  if (typeof value !== "object" || value === null) return { unknown: "no JSON object" }
  if ("label" in value) {
    const label = recordingLabel.safeParse(value.label)
    return label.success ? { label: label.data } : { unknown: "no label that this version knows" }
  }
  if ("checkpoint" in value) {
    return isWorld(value.checkpoint) ? { checkpoint: value.checkpoint } : { unknown: "no checkpoint" }
  }
  return isEvent(value) ? { event: value } : { unknown: "no event that this version knows" }
}

const TABLES = ["processes", "queues", "pools", "tasks", "locks", "pipes", "ops", "lines", "names", "sources"] as const

/** Whether it has the outline of a world; who writes worlds of his own into a file gets to see them. */
function isWorld(value: unknown): value is World {
  if (typeof value !== "object" || value === null) return false
  const world = value as Record<string, unknown>
  return typeof world.seq === "number" && TABLES.every((name) => typeof world[name] === "object" && world[name])
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
