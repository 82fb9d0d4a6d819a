import { z } from "zod"
import { define, errorInfo, field } from "./define.ts"

const pool = field.id
const slot = field.id.describe("the worker's place in the pool, from 1; it survives the worker")
const worker = field.id.describe("the worker process")
const inPool = { pool, proc: field.id.describe("the process that calls") }
const thread = field.pid.describe("the worker thread, in a pool of threads; then `worker` is the pool's own process")
const inSlot = { pool, slot, worker, thread: thread.optional() }

export const poolEvents = [
  define("pool.created", "A pool was made.", {
    ...inPool,
    name: field.name,
    size: field.count,
    kind: z
      .enum(["pool", "threadPool", "processExecutor", "threadExecutor"])
      .describe("an executor fills its slots when work comes; pool when not given")
      .optional(),
    maxTasksPerChild: field.count.optional(),
  }),
  define("pool.worker.added", "A worker process was started for a slot.", inSlot),
  define("pool.worker.ready", "The worker waits for its first task.", inSlot),
  define("pool.worker.removed", "The worker left its slot.", {
    ...inSlot,
    reason: z.enum(["exited", "killed", "recycled", "terminated", "closed"]),
  }),
  define("pool.closed", "The pool takes no more tasks; those submitted will be done.", inPool),
  define("pool.terminated", "The pool was ended at once; unfinished tasks are lost.", inPool),
  define("pool.joined", "All workers of the pool have ended.", inPool),
  define("pool.sampled", "Too many tasks to tell one by one: their counts since the last such event.", {
    pool,
    proc: field.id.describe("the process that counted"),
    submitted: z.int().describe("below 0: so many that had been counted are told one by one after all"),
    finished: z.int().describe("as above"),
    failed: field.count,
    pending: field.count.describe("submitted and not finished, at the end of the interval"),
    interval: field.micros,
  }),
  define("task.submitted", "Work was handed to the pool.", {
    ...inPool,
    task: field.id,
    fn: field.name,
    args: field.preview,
    calls: field.count.describe("calls bundled into this task: a chunk of a map; one when not given").optional(),
    via: z.enum(["apply", "applyAsync", "map", "imap", "imapUnordered", "starmap", "submit"]),
  }),
  define("task.started", "A worker began the task.", { ...inPool, task: field.id, slot }),
  define("task.finished", "The task ended. An error stays with the task until someone asks for its result.", {
    ...inPool,
    task: field.id,
    slot: slot.optional(),
    outcome: z.enum(["ok", "error", "lost", "cancelled"]).describe("lost: its worker ended under it"),
    result: field.preview.optional(),
    error: errorInfo.optional(),
  }),
  define("task.result.read", "The program asked for the task's result, or gets its error.", {
    ...inPool,
    task: field.id,
  }),
] as const
