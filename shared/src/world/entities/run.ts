import { z } from "zod"
import { site } from "../../events/define.ts"
import { micros, type Of } from "./fields.ts"

export const run = z.object({
  name: z.string(),
  kind: z.enum(["lab", "program", "attached"]),
  argv: z.array(z.string()),
  /** Language of the program or of a lab's lines; null: not known. */
  language: z.enum(["node", "python"]).nullable(),
  /** Milliseconds since 1970 at `at` = 0. */
  wallClock: z.number(),
  containment: z.enum(["strong", "weak"]),
  /** The limits of the run; null: none were set. */
  allowed: z
    .object({
      processes: z.number().optional(),
      memoryBytes: z.number().optional(),
      descriptors: z.number().optional(),
    })
    .nullable(),
  /** When a viewer or a limit began to end it; absent: that did not happen, or is not known. */
  stopping: micros.optional(),
  ended: z
    .object({
      at: micros,
      outcome: z.enum(["exited", "stopped", "limited", "leaked", "lost"]),
      exitCode: z.number().nullable(),
      /** PIDs of processes that are still alive. */
      leaked: z.array(z.number()),
      /** PIDs of processes that the program left behind; absent: none. */
      left: z.array(z.number()).optional(),
      /** Time on a CPU of all its processes, µs, from the kernel's account of reaped processes; absent: not known. */
      cpu: z.number().optional(),
    })
    .nullable(),
  /** How its processes are found, see `run.watched`; absent: not known. */
  watched: z.object({ by: z.enum(["events", "pids", "polls"]), missed: z.number().nullable() }).optional(),
  notices: z.array(z.object({ at: micros, code: z.string(), text: z.string() })),
  limits: z.array(
    z.object({
      at: micros,
      limit: z.string(),
      value: z.number(),
      text: z.string(),
      /** The line of code that was refused more, where known. */
      site: site.nullable().optional(),
      /** The event that says so. */
      seq: z.number().optional(),
    }),
  ),
  /** Facts and characters of output that were dropped at a limit, and facts that did not match their schema. */
  dropped: z.object({ facts: z.number(), output: z.number(), invalid: z.number() }),
})

export type Run = Of<typeof run>
