import { z } from "zod"
import { EVENTS_VERSION, type ForkscopeEvent, forkscopeEvent } from "../events/index.ts"

/** Raised when a reader of the previous version could misread a file. */
export const RECORDING_VERSION = 1

/**
 * A recording is lines of JSON: this header, then one event a line in seq order. A line that is an object with a
 * `checkpoint` is no event and may be passed over. On disk the lines are gzipped, in members of about a second.
 */
export const recordingHeader = z.object({
  forkscope: z.literal("recording"),
  version: z.int().positive(),
  events: z.int().positive(),
  name: z.string(),
  /** Milliseconds since 1970 at `at` = 0 of the events. */
  wallClock: z.int().nonnegative(),
})

export type RecordingHeader = z.infer<typeof recordingHeader>

export interface Recording {
  readonly header: RecordingHeader
  readonly events: readonly ForkscopeEvent[]
  /** Why reading ended early, and where; null when the whole file was read. */
  readonly damage: string | null
}

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

export function eventLine(event: ForkscopeEvent): string {
  return `${JSON.stringify(event)}\n`
}

/**
 * Reads the text of a recording as far as it is good.
 *
 * @throws Error with a sentence for the user when it is no recording, or one of a newer version.
 */
export function parseRecording(text: string): Recording {
  const [first = "", ...lines] = text.split("\n")
  const header = readHeader(first)
  const events: ForkscopeEvent[] = []
  let damage: string | null = null
  for (const [place, line] of lines.entries()) {
    if (line === "") continue
    const value = parseJson(line)
    if (typeof value === "object" && value !== null && "checkpoint" in value) continue
    const parsed = forkscopeEvent.safeParse(value)
    if (parsed.success) {
      events.push(parsed.data)
      continue
    }
    damage = `Line ${place + 2} is no event that this version knows; ${events.length} events before it were read.`
    break
  }
  return { header, events, damage }
}

function readHeader(line: string): RecordingHeader {
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

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
