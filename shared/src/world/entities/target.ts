import { z } from "zod"
import { lineId, lockId, type Of, pipeId, poolId, procId, queueId, taskId } from "./fields.ts"

const targets = [
  z.object({ kind: z.literal("queue"), id: queueId }),
  z.object({ kind: z.literal("lock"), id: lockId }),
  /** One of its two ends, where known. */
  z.object({ kind: z.literal("pipe"), id: pipeId, end: z.literal([0, 1]).nullable() }),
  /** All of its tasks. */
  z.object({ kind: z.literal("pool"), id: poolId }),
  z.object({ kind: z.literal("task"), id: taskId, pool: poolId }),
  z.object({ kind: z.literal("process"), id: procId }),
  /** A thread of the process that waits. */
  z.object({ kind: z.literal("thread"), tid: z.number() }),
  /** A manager's process, where known, and what is asked of it, e.g. `dict.get()`. */
  z.object({ kind: z.literal("manager"), id: procId.nullable(), call: z.string() }),
  /** A time that passes by itself. */
  z.object({ kind: z.literal("time") }),
] as const

/** What an operation refers to: what is waited for, or used. */
export const target = z.discriminatedUnion("kind", targets)
/** What a slice refers to; a line of a lab is no operation, but takes time like one. */
export const sliceTarget = z.discriminatedUnion("kind", [...targets, z.object({ kind: z.literal("line"), id: lineId })])

export type Target = Of<typeof target>
export type SliceTarget = Of<typeof sliceTarget>
