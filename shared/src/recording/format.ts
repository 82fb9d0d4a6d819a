import { z } from "zod"
import type { ForkscopeEvent } from "../events/index.ts"
import { isRecordedEvent } from "../events/isEvent.ts"
import { unknownEvent } from "../events/unknown.ts"
import type { World } from "../world/index.ts"
import { packWorld } from "../world/packed/pack.ts"
import { readWorld } from "../world/packed/readWorld.ts"
import { parseJson } from "./header.ts"

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
  /** Of a kind that only newer versions know. */
  | { readonly passed: true }
  | { readonly wrong: "noJson" | "noEvent" | "label" }
  | { readonly wrong: "unknownEvent"; readonly type: string }

export const eventLine = (event: ForkscopeEvent): string => `${JSON.stringify(event)}\n`

/** The world before the events that follow. */
export const checkpointLine = (world: World): string => `${JSON.stringify({ checkpoint: packWorld(world) })}\n`

export const labelLine = (label: RecordingLabel): string => `${JSON.stringify({ label })}\n`

/** How the lines of a file are read, beyond what this version writes. */
export interface Reading {
  /** A newer version wrote it: events of types that this one does not know are passed over. */
  readonly isNewer: boolean
  /** What a line of an older version says in this one. */
  readonly upgrade: (value: unknown) => unknown
}

/** Reads one line after the header. Fields that this version does not know are left out, whoever wrote them. */
export function readLine(line: string, { isNewer, upgrade }: Reading): Line {
  const value = upgrade(parseJson(line))
  // First, for nearly all lines are events.
  if (isRecordedEvent(value)) return { event: value }
  if (typeof value !== "object" || value === null) return { wrong: "noJson" }
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
