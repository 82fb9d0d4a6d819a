import { z } from "zod"
import { itemId, lockId, micros, type Of, opId, origin, pipeId, poolId, procId, queueId, taskId } from "./fields.ts"

const opKind = z.enum(["put", "get", "join", "sleep", "result", "acquire", "send", "recv", "call"])

/** A wait that goes on. */
export const op = z.object({
  /** The event that began it, and the line that waits. */
  ...origin,
  id: opId,
  kind: opKind,
  proc: procId,
  /** The thread that waits, where known. */
  tid: z.number().nullable(),
  startedAt: micros,
  /** Microseconds until it gives up; null: never. */
  timeout: micros.nullable(),
  queue: queueId.nullable(),
  pool: poolId.nullable(),
  task: taskId.nullable(),
  lock: lockId.nullable(),
  pipe: pipeId.nullable(),
  /** Which end of the pipe. */
  end: z.literal([0, 1]).nullable(),
  /** The process whose end a join waits for; the manager of a call. */
  target: procId.nullable(),
  /** The thread of the same process that a join waits for. */
  targetThread: z.number().nullable(),
  /** The value a put carries. */
  value: z.string().nullable(),
  block: z.boolean(),
  /** Its line was interrupted: the wait goes on in the background, and nobody is blocked by it any more. */
  isAbandoned: z.boolean(),
})

/** What a process did that took time, and has ended. */
export const slice = z.object({
  /** The event that began it, and the line that did it. */
  ...origin,
  kind: z.union([opKind, z.enum(["task", "line"])]),
  start: micros,
  end: micros,
  label: z.string(),
  outcome: z.string(),
  queue: queueId.nullable(),
  pool: poolId.nullable(),
  task: taskId.nullable(),
  item: itemId.nullable(),
  lock: lockId.nullable(),
  tid: z.number().nullable(),
})

export type OpKind = z.infer<typeof opKind>
export type Op = Of<typeof op>
export type Slice = Of<typeof slice>
