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
    pool: field.id.optional().meta({ description: "the pool that the library's thread serves", since: "1.4" }),
  }),
  defineForThread("thread.exited", "A thread ended.", thread),
  defineForThread("thread.sampled", "What the kernel has accounted to one thread so far.", {
    ...thread,
    cpu: field.micros.describe("µs on a CPU since it started"),
    queued: field.micros.describe("µs in line for a CPU since it started"),
  }),
  defineForThread(
    "thread.blocked",
    "A thread has slept in one system call for a second or longer. Reported again when the ends of its pipe have changed.",
    {
      ...thread,
      call: z
        .enum(["read", "write", "futex", "wait", "lock"])
        .describe("read, write: of a pipe; futex: a lock or the like; wait: for a child to end; lock: of a file"),
      slept: field.micros.describe("µs that it has slept so far"),
      isTimed: z.boolean().describe("true: it has a timeout").optional(),
      isPrivate: z.boolean().describe("true: only threads of its own process can wake it").optional(),
      isInterruptible: z
        .boolean()
        .describe("true: its process runs a function of its own at some signals, which may do anything")
        .optional(),
      fd: field.count.describe("the descriptor").optional(),
      file: field.name.describe("what is behind the descriptor, e.g. pipe:[4711]").optional(),
      others: z
        .array(
          z.strictObject({
            proc: field.id.describe("the process; absent: one that does not belong to the run").optional(),
            pid: field.pid,
            fd: field.count,
          }),
        )
        .describe("who has the other end of the pipe open")
        .optional(),
    },
    "1.4",
  ),
  defineForThread("thread.unblocked", "The thread has run again.", thread, "1.4"),
  defineForThread("frame.sampled", "The source line that a thread is at: the innermost of the program's own code.", {
    ...thread,
    file: field.text.describe("absolute path, as the program's interpreter names it"),
    line: field.count.describe("of the file, from 1"),
    function: field.name.describe("the function that the line is in"),
    stack: z.array(site).max(32).describe("innermost first, library code included").optional(),
  }),
] as const
