import { defineForThread, field } from "./define.ts"

export const threadEvents = [
  defineForThread("thread.started", "A thread appeared in a process.", { name: field.name }),
  defineForThread("thread.exited", "A thread ended.", {}),
  defineForThread("thread.sampled", "What the kernel has accounted to one thread so far.", {
    cpu: field.micros,
    queued: field.micros,
  }),
  defineForThread("frame.sampled", "The source line a thread stands on.", {
    file: field.text,
    line: field.count,
    function: field.name,
  }),
] as const
