import { z } from "zod"
import { lineId, lockId, type Of, pipeId, poolId, procId, queueId, taskId } from "./fields.ts"

const targets = [
  z.object({ kind: z.literal("queue"), id: queueId }),
  z.object({ kind: z.literal("lock"), id: lockId }),
  /** `end`: the end that the caller uses; null: not known. */
  z.object({ kind: z.literal("pipe"), id: pipeId, end: z.literal([0, 1]).nullable() }),
  /** All tasks of a pool. */
  z.object({ kind: z.literal("pool"), id: poolId }),
  z.object({ kind: z.literal("task"), id: taskId, pool: poolId }),
  z.object({ kind: z.literal("process"), id: procId }),
  /** Another thread of the waiting process. */
  z.object({ kind: z.literal("thread"), tid: z.number() }),
  /** A manager's process, where known, and the call that it is to make, e.g. `dict.get()`. */
  z.object({ kind: z.literal("manager"), id: procId.nullable(), call: z.string() }),
  /** A sleep. */
  z.object({ kind: z.literal("time") }),
] as const

/** What an operation waits for or uses. */
export const target = z.discriminatedUnion("kind", targets)
/** What a slice refers to. A line of a lab is not an operation, but takes time like one. */
export const sliceTarget = z.discriminatedUnion("kind", [...targets, z.object({ kind: z.literal("line"), id: lineId })])

export type Target = Of<typeof target>
export type SliceTarget = Of<typeof sliceTarget>
