import { z } from "zod"
import { define, errorInfo, field, shared } from "./define.ts"

const pool = field.id.describe("the pool")
const task = field.id.describe("the task")
const slot = field.id.describe("the worker's place in the pool, from 1; it survives the worker")
const worker = field.id.describe("the worker process")
const inPool = { pool, proc: shared.proc }
const thread = field.pid.describe("the worker thread, in a pool of threads; then `worker` is the pool's own process")
const inSlot = { pool, slot, worker, thread: thread.optional() }

export const poolEvents = [
  define("pool.created", "A pool was made.", {
    ...inPool,
    name: field.name.describe("as the program named it; empty where it did not"),
    size: field.count.describe("workers that it has at a time; grows when a worker gets a higher slot"),
    kind: z
      .enum(["pool", "threadPool", "processExecutor", "threadExecutor"])
      .describe("an executor fills its slots when work comes; pool when not given")
      .optional(),
    maxTasksPerChild: field.count.describe("tasks after which a worker is replaced; absent: never").optional(),
  }),
  define("pool.worker.added", "A worker process was started for a slot.", inSlot),
  define("pool.worker.ready", "The worker waits for its first task.", inSlot),
  define("pool.worker.removed", "The worker left its slot.", {
    ...inSlot,
    reason: z
      .enum(["exited", "killed", "recycled", "terminated", "closed"])
      .describe("exited and killed: by itself or by a signal; recycled: it had done its number of tasks"),
  }),
  define("pool.closed", "The pool takes no more tasks; those submitted will be done.", inPool),
  define("pool.terminated", "The pool was ended at once; unfinished tasks are lost.", inPool),
  define("pool.joined", "All workers of the pool have ended.", inPool),
  define("pool.sampled", "Too many tasks to report one by one: their counts since the last such event.", {
    pool,
    proc: shared.counter,
    submitted: z
      .int()
      .describe("tasks submitted; negative: this many tasks that were counted before are now reported one by one"),
    finished: z.int().describe("tasks finished; negative: as for `submitted`"),
    failed: field.count.describe("of the finished, those that ended with an error"),
    pending: field.count.describe("submitted and not finished, at the end of the interval"),
    interval: shared.interval,
  }),
  define("task.submitted", "Work was handed to the pool.", {
    ...inPool,
    task,
    fn: field.name.describe("the function to call"),
    args: field.preview.describe("its arguments as text, cut short"),
    calls: field.count.describe("calls bundled into this task: a chunk of a map; one when not given").optional(),
    via: z
      .enum(["apply", "applyAsync", "map", "imap", "imapUnordered", "starmap", "submit"])
      .describe("the method of the pool that was called"),
  }),
  define("task.started", "A worker began the task.", { ...inPool, task, slot }),
  define("task.finished", "The task ended. An error stays with the task until someone asks for its result.", {
    ...inPool,
    task,
    slot: slot.optional(),
    outcome: z.enum(["ok", "error", "lost", "cancelled"]).describe("lost: its worker ended while it ran"),
    result: field.preview.describe("what it returned as text, cut short").optional(),
    error: errorInfo.optional(),
  }),
  define("task.result.read", "The program asked for the task's result, or gets its error.", { ...inPool, task }),
] as const
