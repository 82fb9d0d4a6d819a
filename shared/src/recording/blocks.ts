import type { ForkscopeEvent } from "../events/index.ts"
import type { World } from "../world/index.ts"
import { type Line, type Reading, type RecordingLabel, readLine } from "./format.ts"
import type { Damage } from "./problem.ts"

/** The lines of one member. */
export interface Block {
  /** The world before its events, where it has that. */
  readonly checkpoint: World | null
  readonly events: readonly ForkscopeEvent[]
  readonly label: RecordingLabel | null
  /** Why not all of it could be read; null: it is whole. */
  readonly damage: Damage | null
}

/**
 * Reads lines of a recording, without its header, up to the first that is none.
 *
 * @param seq Of the last event before them.
 */
export function readBlock(text: string, seq: number, reading: Reading): Block {
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
    const read = readLine(line, reading)
    if ("event" in read && read.event.seq === last + 1) {
      events.push(read.event)
      last = read.event.seq
    } else if ("checkpoint" in read && (read.checkpoint === null || read.checkpoint.seq === last)) {
      if (events.length === 0) checkpoint = read.checkpoint
    } else if ("label" in read) label = { ...(label ?? {}), ...read.label }
    else if (!("passed" in read)) return { checkpoint, events, label, damage: damageAfter(last, read) }
  }
  return { checkpoint, events, label, damage: isTorn ? { code: "torn", seq: last } : null }
}

/** What is wrong with a line, or with its place. */
function damageAfter(seq: number, line: Line): Damage {
  if (!("wrong" in line)) return { code: "order", seq }
  return line.wrong === "unknownEvent" ? { code: line.wrong, seq, type: line.type } : { code: line.wrong, seq }
}
