import type { ForkscopeEvent } from "../events/index.ts"
import type { World } from "../world/index.ts"
import { type Line, type Reading, type RecordingLabel, readLine } from "./format.ts"
import type { Damage } from "./problem.ts"

/** The content of one member. */
export interface Block {
  /** The world before its events; null if it has no checkpoint, or none that this version can read. */
  readonly checkpoint: World | null
  readonly events: readonly ForkscopeEvent[]
  readonly label: RecordingLabel | null
  /** Why some of it could not be read; null: it is complete. */
  readonly damage: Damage | null
}

/**
 * Reads the lines of a member, without the header, up to the first invalid line.
 *
 * @param seq Seq of the last event before them.
 */
export function readBlock(text: string, seq: number, reading: Reading): Block {
  const events: ForkscopeEvent[] = []
  let checkpoint: World | null = null
  let label: RecordingLabel | null = null
  let last = seq
  const isTorn = text !== "" && !text.endsWith("\n")
  const lines = text.split("\n")
  // The text after the last newline is empty or an incomplete line.
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

/** What is wrong with a line, or with its position. */
function damageAfter(seq: number, line: Line): Damage {
  if (!("wrong" in line)) return { code: "order", seq }
  return line.wrong === "unknownEvent" ? { code: line.wrong, seq, type: line.type } : { code: line.wrong, seq }
}
