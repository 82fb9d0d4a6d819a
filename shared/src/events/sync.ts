import { z } from "zod"
import { define, field, shared } from "./define.ts"

const caller = { proc: field.id.describe("the process that waits"), op: shared.op }
const user = field.id.describe("the process that calls")
const lock = field.id.describe("the lock, or what else is waited for")
const outcome = z.enum(["ok", "timeout", "error"]).describe("timeout: the time ran out first")

export const syncEvents = [
  define("join.started", "A process waits for another process, a thread of its own, a pool or a queue to be done.", {
    ...caller,
    target: z
      .union([
        z.strictObject({ proc: field.id }),
        z.strictObject({ pool: field.id }),
        z.strictObject({ queue: field.id }),
        z.strictObject({ thread: field.pid }),
      ])
      .describe("what it waits for: one of these"),
    timeout: shared.timeout,
  }),
  define("join.finished", "The wait is over; after a timeout the other lives on.", { ...caller, outcome }),
  define("sleep.started", "A process sleeps.", { ...caller, seconds: field.seconds.describe("how long, s") }),
  define("sleep.finished", "The process woke up.", caller),
  define("result.wait.started", "A process waits for a task's result.", {
    ...caller,
    pool: field.id.describe("the pool of the task"),
    task: field.id.describe("the task; absent: any of the pool's").optional(),
    timeout: shared.timeout,
  }),
  define("result.wait.finished", "The result came, or the time ran out.", { ...caller, outcome }),
  define("lock.created", "A lock, semaphore, event or other thing to wait for was made.", {
    proc: user,
    lock,
    kind: z
      .enum(["lock", "rlock", "semaphore", "event", "condition", "barrier"])
      .describe("which of the standard kinds; an rlock may be acquired again by its holder"),
    name: field.name.describe("as the program named it; empty where it did not"),
    value: field.count.describe("free places; for an event 1 when set"),
  }),
  define("lock.acquire.started", "A process wants the lock, or waits for the event.", {
    ...caller,
    lock,
    block: shared.block,
    timeout: shared.timeout,
  }),
  define("lock.acquire.finished", "The process got what it waited for, or gave up.", {
    ...caller,
    lock,
    outcome,
  }),
  define("lock.released", "A process gave the lock back, or set the event.", {
    proc: user,
    lock,
    value: field.count.describe("free places afterwards; for an event 1 when set"),
  }),
  define("lock.sampled", "Too many uses to report one by one: their counts since the last such event.", {
    proc: shared.counter,
    lock,
    acquires: field.count.describe("times it was acquired"),
    waited: field.micros.describe("sum of the times spent waiting for it, µs"),
    interval: shared.interval,
  }),
  define("proxy.call.started", "A process asks a manager to do something, and waits for its answer.", {
    ...caller,
    manager: field.id.describe("the manager's process, where known").optional(),
    object: field.name.describe("what the proxy stands for, e.g. dict"),
    method: field.name.describe("what the manager is to call, e.g. append"),
  }),
  define("proxy.call.finished", "The manager answered.", {
    ...caller,
    outcome: z.enum(["ok", "error"]).describe("error: the call raised one"),
  }),
] as const
