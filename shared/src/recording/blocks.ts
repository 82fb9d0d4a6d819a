import type { ForkscopeEvent } from "../events/index.ts"
import type { World } from "../world/index.ts"
import { type RecordingLabel, readLine } from "./format.ts"

/** The lines of one member. */
export interface Block {
  /** The world before its events, where it has that. */
  readonly checkpoint: World | null
  readonly events: readonly ForkscopeEvent[]
  readonly label: RecordingLabel | null
  /** Why not all of it could be read; null: it is whole. */
  readonly damage: string | null
}

/**
 * Reads lines of a recording, without its header, up to the first that is none.
 *
 * @param seq Of the last event before them.
 */
export function readBlock(text: string, seq: number): Block {
  const events: ForkscopeEvent[] = []
  let checkpoint: World | null = null
  let label: RecordingLabel | null = null
  let last = seq
  const isTorn = text !== "" && !text.endsWith("\n")
  const lines = text.split("\n")
  // Behind the last end of a line there is nothing, or a part of a line.
  lines.pop()
  for (const line of lines) {
    if (line === "") continue
    const read = readLine(line)
    if ("event" in read && read.event.seq === last + 1) {
      events.push(read.event)
      last = read.event.seq
    } else if ("checkpoint" in read && (read.checkpoint === null || read.checkpoint.seq === last)) {
      if (events.length === 0) checkpoint = read.checkpoint
    } else if ("label" in read) label = { ...(label ?? {}), ...read.label }
    else {
      const what = "unknown" in read ? read.unknown : "out of order"
      return { checkpoint, events, label, damage: `What follows event ${last} is ${what}.` }
    }
  }
  const damage = isTorn ? `The file ends in the middle of what follows event ${last}.` : null
  return { checkpoint, events, label, damage }
}
