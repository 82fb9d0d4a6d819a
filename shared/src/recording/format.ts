import { z } from "zod"
import { isObject, parseJson } from "../base/index.ts"
import type { ForkscopeEvent } from "../events/index.ts"
import { isRecordedEvent } from "../events/isEvent.ts"
import { unknownEvent } from "../events/unknown.ts"
import type { World } from "../world/index.ts"
import { packWorld } from "../world/packed/pack.ts"
import { readWorld } from "../world/packed/readWorld.ts"

/** The name and note that a user gave a recording; the last label in the file applies. */
export const recordingLabel = z.strictObject({
  name: z.string().max(200).optional(),
  note: z.string().max(4000).optional(),
})

export type RecordingLabel = z.infer<typeof recordingLabel>

/** The content of one line, or why it has none. */
export type Line =
  | { readonly event: ForkscopeEvent }
  /** Null: this version cannot read the checkpoint. The events before it give the same world. */
  | { readonly checkpoint: World | null }
  | { readonly label: RecordingLabel }
  /** A kind of line that only newer versions know. */
  | { readonly passed: true }
  | { readonly wrong: "noJson" | "noEvent" | "label" }
  | { readonly wrong: "unknownEvent"; readonly type: string }

export const eventLine = (event: ForkscopeEvent): string => `${JSON.stringify(event)}\n`

/** The line for the world before the events that follow. */
export const checkpointLine = (world: World): string => `${JSON.stringify({ checkpoint: packWorld(world) })}\n`

export const labelLine = (label: RecordingLabel): string => `${JSON.stringify({ label })}\n`

/** How to read the lines of a file that another version may have written. */
export interface Reading {
  /** A newer version wrote the file: events of unknown types are read as `event.unknown`. */
  readonly isNewer: boolean
  /** Converts a line of an older version to this one. */
  readonly upgrade: (value: unknown) => unknown
}

/** Reads one line after the header. Fields that this version does not know are left out. */
export function readLine(line: string, { isNewer, upgrade }: Reading): Line {
  const value = upgrade(parseJson(line))
  // Checked first, since nearly all lines are events.
  if (isRecordedEvent(value)) return { event: value }
  if (!isObject(value)) return { wrong: "noJson" }
  if ("label" in value) {
    const label = recordingLabel.strip().safeParse(value.label)
    return label.success ? { label: label.data } : { wrong: "label" }
  }
  if ("checkpoint" in value) return { checkpoint: readWorld(value.checkpoint) }
  if (isNewer) {
    const event = unknownEvent(value)
    return event ? { event } : { passed: true }
  }
  return "type" in value && typeof value.type === "string"
    ? { wrong: "unknownEvent", type: value.type.slice(0, 60) }
    : { wrong: "noEvent" }
}
