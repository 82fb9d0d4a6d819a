import { z } from "zod"
import { define, field } from "./define.ts"

const caller = { proc: field.id.describe("the process that waits"), op: field.id }
const lock = field.id

export const syncEvents = [
  define("join.started", "A process waits for another, or for a pool, to end.", {
    ...caller,
    target: z.union([z.strictObject({ proc: field.id }), z.strictObject({ pool: field.id })]),
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
] as const
