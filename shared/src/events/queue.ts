import { z } from "zod"
import { define, errorInfo, field, shared } from "./define.ts"

const queue = field.id.describe("the queue")
const at = { queue, proc: shared.proc }
const item = field.id.describe("the n-th item ever put into this queue")
const depth = field.count.describe("items in the queue afterwards")
const value = field.preview.describe("the item as text, cut short")

export const queueEvents = [
  define("queue.created", "A queue was made.", {
    ...at,
    name: field.name.describe("as the program named it; empty where it did not"),
    maxsize: field.count.describe("items that it holds at most: the real bound, 2147483647 when none was given"),
    kind: z
      .enum(["queue", "joinable", "simple", "manager", "local"])
      .describe(
        "Queue, JoinableQueue, SimpleQueue, the queue of a manager, or one inside a process, as queue.Queue and asyncio.Queue",
      ),
    copyOf: field.id
      .optional()
      .meta({ description: "the queue of the parent of which a fork has made this copy", since: "1.4" }),
  }),
  define("queue.put.started", "A process wants to put an item.", {
    ...at,
    op: shared.op,
    block: shared.block,
    timeout: shared.timeout,
    value: value.optional(),
  }),
  define("queue.put.finished", "The put ended: the item is in the queue, or an error went to the caller.", {
    ...at,
    op: shared.op,
    outcome: z.enum(["ok", "full", "error"]).describe("full: there was no room in time"),
    item: item.optional(),
    depth,
    buffered: z.boolean().describe("it waits for the feeder thread, which writes it into the pipe").optional(),
    value: value.optional(),
    error: errorInfo.optional(),
  }),
  define("queue.item.written", "The feeder thread wrote the item into the pipe: from here on others can get it.", {
    queue,
    proc: field.id.describe("the process that put it"),
    item: item.optional(),
  }),
  define("queue.get.started", "A process wants an item.", {
    ...at,
    op: shared.op,
    block: shared.block,
    timeout: shared.timeout,
  }),
  define("queue.get.finished", "The get ended: the process has the item, or an error went to the caller.", {
    ...at,
    op: shared.op,
    outcome: z.enum(["ok", "empty", "error"]).describe("empty: there was no item in time"),
    item: item.optional(),
    depth,
    value: value.optional(),
    error: errorInfo.optional(),
  }),
  define("queue.checked", "The program asked full(), empty() or qsize(); the answer may be old by the next line.", {
    ...at,
    question: z.enum(["full", "empty", "qsize"]).describe("which of the three"),
    answer: z.union([z.boolean(), z.int()]).describe("what it returned; of qsize a number of items"),
  }),
  define("queue.task.done", "task_done() was called on a joinable queue.", {
    ...at,
    unfinished: field.count.describe("items got whose task_done() is still to come, and items not got yet"),
  }),
  define("queue.closed", "No more items will be put by this process.", at),
  define("queue.sampled", "Too many operations to report one by one: their counts since the last such event.", {
    queue,
    proc: shared.counter,
    puts: field.count.describe("items put"),
    gets: field.count.describe("items got"),
    depth,
    buffered: field.count.describe("of them, items that wait for this process's feeder thread").optional(),
    interval: shared.interval,
  }),
] as const
