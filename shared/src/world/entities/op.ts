import { z } from "zod"
import { OP_KINDS } from "../operations.ts"
import { itemId, micros, type Of, opId, origin, procId } from "./fields.ts"
import { sliceTarget, target } from "./target.ts"

/** A wait that goes on. */
export const op = z.object({
  /** The event that began it, and the line that waits. */
  ...origin,
  id: opId,
  kind: z.enum(OP_KINDS),
  target,
  proc: procId,
  /** The thread that waits, where known. */
  tid: z.number().nullable(),
  startedAt: micros,
  /** Microseconds until it gives up; null: never. */
  timeout: micros.nullable(),
  /** What a put or a send carries. */
  value: z.string().nullable(),
  block: z.boolean(),
  /** Its line was interrupted: the wait goes on in the background, and nobody is blocked by it any more. */
  isAbandoned: z.boolean(),
})

/** What a process did that took time, and has ended. */
export const slice = z.object({
  /** The event that began it, and the line that did it. */
  ...origin,
  kind: z.enum([...OP_KINDS, "task", "line"]),
  target: sliceTarget,
  start: micros,
  end: micros,
  label: z.string(),
  outcome: z.string(),
  /** What was put or got. */
  item: itemId.nullable(),
  tid: z.number().nullable(),
})

export type Op = Of<typeof op>
export type Slice = Of<typeof slice>
