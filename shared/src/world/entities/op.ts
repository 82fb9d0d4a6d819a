import { z } from "zod"
import { OP_KINDS } from "../operations.ts"
import { itemId, micros, type Of, opId, origin, procId } from "./fields.ts"
import { sliceTarget, target } from "./target.ts"

/** An open operation: a call that waits. */
export const op = z.object({
  /** The event that began it, and the line of code that waits. */
  ...origin,
  id: opId,
  kind: z.enum(OP_KINDS),
  target,
  proc: procId,
  /** The thread that waits, where known. */
  tid: z.number().nullable(),
  startedAt: micros,
  /** Microseconds after which it gives up; null: never. */
  timeout: micros.nullable(),
  /** The value of a put or a send, as text. */
  value: z.string().nullable(),
  block: z.boolean(),
  /** The lab line that waited was interrupted: the wait goes on in the background and no longer blocks the caller. */
  isAbandoned: z.boolean(),
})

/** A finished wait, task or line of a process, with the time it took. */
export const slice = z.object({
  /** The event that began it, and the line of code that did it. */
  ...origin,
  kind: z.enum([...OP_KINDS, "task", "line"]),
  target: sliceTarget,
  start: micros,
  end: micros,
  label: z.string(),
  outcome: z.string(),
  /** The item that was put or got. */
  item: itemId.nullable(),
  tid: z.number().nullable(),
})

export type Op = Of<typeof op>
export type Slice = Of<typeof slice>
