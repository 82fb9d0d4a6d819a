import { z } from "zod"
import { define, field } from "./define.ts"

const caller = { proc: field.id.describe("the process that waits"), op: field.id }
const lock = field.id

export const syncEvents = [
  define("join.started", "A process waits for another process, a thread of its own, a pool or a queue to be done.", {
    ...caller,
    target: z.union([
      z.strictObject({ proc: field.id }),
      z.strictObject({ pool: field.id }),
      z.strictObject({ queue: field.id }),
      z.strictObject({ thread: field.pid }),
    ]),
    timeout: field.seconds.optional(),
  }),
  define("join.finished", "The wait is over; after a timeout the other lives on.", {
    ...caller,
    outcome: z.enum(["ok", "timeout", "error"]),
  }),
  define("sleep.started", "A process sleeps.", { ...caller, seconds: field.seconds }),
  define("sleep.finished", "It woke up.", caller),
  define("result.wait.started", "A process waits for a task's result.", {
    ...caller,
    pool: field.id,
    task: field.id.optional(),
    timeout: field.seconds.optional(),
  }),
  define("result.wait.finished", "The result came, or the time ran out.", {
    ...caller,
    outcome: z.enum(["ok", "timeout", "error"]),
  }),
  define("lock.created", "A lock, semaphore, event or other thing to wait for was made.", {
    proc: field.id,
    lock,
    kind: z.enum(["lock", "rlock", "semaphore", "event", "condition", "barrier"]),
    name: field.name,
    value: field.count.describe("free places; for an event 1 when set"),
  }),
  define("lock.acquire.started", "A process wants the lock, or waits for the event.", {
    ...caller,
    lock,
    block: z.boolean(),
    timeout: field.seconds.optional(),
  }),
  define("lock.acquire.finished", "It has it, or gave up.", {
    ...caller,
    lock,
    outcome: z.enum(["ok", "timeout", "error"]),
  }),
  define("lock.released", "A process gave the lock back, or set the event.", {
    proc: field.id,
    lock,
    value: field.count,
  }),
  define("lock.sampled", "Too many uses to tell one by one: their counts since the last such event.", {
    proc: field.id.describe("the process that counted"),
    lock,
    acquires: field.count,
    waited: field.micros.describe("sum of the times spent waiting for it"),
    interval: field.micros,
  }),
  define("proxy.call.started", "A process asks a manager to do something, and waits for its answer.", {
    ...caller,
    manager: field.id.describe("the manager's process, where known").optional(),
    object: field.name.describe("what the proxy stands for, e.g. dict"),
    method: field.name,
  }),
  define("proxy.call.finished", "The manager answered.", { ...caller, outcome: z.enum(["ok", "error"]) }),
] as const
