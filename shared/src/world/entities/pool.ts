import { z } from "zod"
import { errorInfo, site } from "../../events/define.ts"
import { micros, type Of, origin, poolId, procId, seq, taskId } from "./fields.ts"

const slot = z.object({
  slot: z.number(),
  worker: procId.nullable(),
  /** The worker thread in a pool of threads; null in a pool of processes. */
  thread: z.number().nullable(),
  state: z.enum(["starting", "idle", "busy", "gone"]),
  task: taskId.nullable(),
  /** Number of tasks finished in this slot, by all its workers. */
  done: z.number(),
  /** Number of workers it has had. */
  workers: z.number(),
})

/** A worker that ended by itself or by a signal, without being told to. */
const lostWorker = z.object({
  slot: z.number(),
  worker: procId,
  thread: z.number().nullable(),
  at: micros,
  seq,
  /** What its slot was doing. */
  state: z.enum(["starting", "idle", "busy", "gone"]),
  task: taskId.nullable(),
})

export const pool = z.object({
  ...origin,
  id: poolId,
  owner: procId,
  kind: z.enum(["pool", "threadPool", "processExecutor", "threadExecutor"]),
  name: z.string(),
  size: z.number(),
  isClosed: z.boolean(),
  isTerminated: z.boolean(),
  isJoined: z.boolean(),
  slots: z.array(slot),
  /** The last workers that ended unexpectedly, newest last. */
  lostWorkers: z.array(lostWorker),
  /** Number of workers in a row that ended before they were ready for a first task. */
  failedStarts: z.number(),
  submitted: z.number(),
  finished: z.number(),
  failed: z.number(),
  /** Tasks that are submitted and not begun, oldest first; only those that are reported one by one. */
  backlog: z.array(taskId),
  /** Number of unfinished tasks that were only counted, not reported one by one. */
  uncounted: z.number(),
  unreadErrors: z.number(),
})

export const task = z.object({
  id: taskId,
  /** Its number in the pool, from 0. */
  index: z.number(),
  pool: poolId,
  by: procId,
  fn: z.string(),
  args: z.string(),
  state: z.enum(["pending", "running", "done", "failed", "cancelled", "lost"]),
  worker: procId.nullable(),
  slot: z.number().nullable(),
  submittedAt: micros,
  startedAt: micros.nullable(),
  finishedAt: micros.nullable(),
  /** When its worker was gone while it ran. The pool may notice later, or never: then it has no end. */
  lostAt: micros.nullable(),
  result: z.string().nullable(),
  error: errorInfo.nullable(),
  isRead: z.boolean(),
  /** Number of calls bundled into it: more than one for a chunk of a map. */
  calls: z.number(),
  /** Where it was submitted. */
  site: site.nullable(),
  told: z.object({ submitted: seq, started: seq.nullable(), finished: seq.nullable() }),
})

export type LostWorker = Of<typeof lostWorker>
export type Slot = Of<typeof slot>
export type PoolEntity = Of<typeof pool>
export type TaskEntity = Of<typeof task>
