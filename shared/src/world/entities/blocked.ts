import { z } from "zod"
import { micros, type Of, procId, seq } from "./fields.ts"

/** A system call in which a thread has slept for long. */
export const blocked = z.object({
  call: z.enum(["read", "write", "futex", "wait", "lock"]),
  since: micros,
  isTimed: z.boolean(),
  isPrivate: z.boolean(),
  /** Whether its process runs a function of its own at some signals. */
  isInterruptible: z.boolean(),
  fd: z.number().nullable(),
  /** What is behind the descriptor, e.g. `pipe:[4711]`. */
  file: z.string().nullable(),
  /** Who has the other end of the pipe; `proc` null: a process outside the run. */
  others: z.array(z.object({ proc: procId.nullable(), pid: z.number(), fd: z.number() })),
  seq,
})

export type Blocked = Of<typeof blocked>
