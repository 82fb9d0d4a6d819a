import { define, field } from "./define.ts"

const thread = { proc: field.id, tid: field.pid.describe("the thread") }

export const threadEvents = [
  define("thread.started", "A thread appeared in a process.", { ...thread, name: field.name }),
  define("thread.exited", "A thread ended.", thread),
  define("thread.sampled", "What the kernel has accounted to one thread so far.", {
    ...thread,
    cpu: field.micros,
    queued: field.micros,
  }),
  define("frame.sampled", "The source line a thread stands on.", {
    ...thread,
    file: field.text,
    line: field.count,
    function: field.name,
  }),
] as const
