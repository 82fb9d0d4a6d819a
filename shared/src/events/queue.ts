import { z } from "zod"
import { define, errorInfo, field } from "./define.ts"

const at = { queue: field.id, proc: field.id.describe("the process that calls") }
const item = field.id.describe("the n-th item ever put into this queue")
const depth = field.count.describe("items in the queue afterwards")

export const queueEvents = [
  define("queue.created", "A queue was made.", {
    ...at,
    name: field.name,
    maxsize: field.count.describe("the real bound: 2147483647 when none was given"),
    kind: z.enum(["queue", "joinable", "simple", "manager"]),
  }),
  define("queue.put.started", "A process wants to put an item.", {
    ...at,
    op: field.id,
    block: z.boolean(),
    timeout: field.seconds.optional(),
    value: field.preview.optional(),
  }),
  define("queue.put.finished", "The put ended: the item is in the queue, or an error went to the caller.", {
    ...at,
    op: field.id,
    outcome: z.enum(["ok", "full", "error"]),
    item: item.optional(),
    depth,
    buffered: z.boolean().describe("it waits for the feeder thread, which writes it into the pipe").optional(),
    value: field.preview.optional(),
    error: errorInfo.optional(),
  }),
  define("queue.item.written", "The feeder thread wrote the item into the pipe: from here on others can get it.", {
    queue: field.id,
    proc: field.id.describe("the process that put it"),
    item: item.optional(),
  }),
  define("queue.get.started", "A process wants an item.", {
    ...at,
    op: field.id,
    block: z.boolean(),
    timeout: field.seconds.optional(),
  }),
  define("queue.get.finished", "The get ended: the process has the item, or an error went to the caller.", {
    ...at,
    op: field.id,
    outcome: z.enum(["ok", "empty", "error"]),
    item: item.optional(),
    depth,
    value: field.preview.optional(),
    error: errorInfo.optional(),
  }),
  define("queue.checked", "The program asked full(), empty() or qsize(); the answer may be old by the next line.", {
    ...at,
    question: z.enum(["full", "empty", "qsize"]),
    answer: z.union([z.boolean(), z.int()]),
  }),
  define("queue.task.done", "task_done() was called on a joinable queue.", {
    ...at,
    unfinished: field.count.describe("items got whose task_done() is still to come, and items not got yet"),
  }),
  define("queue.closed", "No more items will be put by this process.", at),
  define("queue.sampled", "Too many operations to tell one by one: their counts since the last such event.", {
    queue: field.id,
    proc: field.id.describe("the process that counted"),
    puts: field.count,
    gets: field.count,
    depth,
    buffered: field.count.describe("of them, items that wait for this process's feeder thread").optional(),
    interval: field.micros,
  }),
] as const
