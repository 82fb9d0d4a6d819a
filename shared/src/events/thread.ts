import { z } from "zod"
import { defineForThread, field, site } from "./define.ts"

const thread = {
  proc: field.id.describe("the process that has the thread"),
  tid: field.pid.describe("the thread; of an asyncio task a number above 2^22, which no thread has"),
}

export const threadEvents = [
  defineForThread("thread.started", "A thread appeared in a process.", {
    ...thread,
    name: field.name.describe("as the program named it, or as the kernel does"),
    role: z
      .enum(["main", "user", "feeder", "pool", "helper", "task"])
      .describe(
        "main and user run the program's code; feeder writes a queue's items; pool and helper serve a library; task: no thread, but an asyncio task, which an event loop runs",
      )
      .optional(),
  }),
  defineForThread("thread.exited", "A thread ended.", thread),
  defineForThread("thread.sampled", "What the kernel has accounted to one thread so far.", {
    ...thread,
    cpu: field.micros.describe("µs on a CPU since it started"),
    queued: field.micros.describe("µs in line for a CPU since it started"),
  }),
  defineForThread("frame.sampled", "The source line that a thread is at: the innermost of the program's own code.", {
    ...thread,
    file: field.text.describe("absolute path, as the program's interpreter names it"),
    line: field.count.describe("of the file, from 1"),
    function: field.name.describe("the function that the line is in"),
    stack: z.array(site).max(32).describe("innermost first, library code included").optional(),
  }),
] as const
