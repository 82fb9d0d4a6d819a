import { z } from "zod"
import { micros, type Of } from "./fields.ts"

export const run = z.object({
  name: z.string(),
  kind: z.enum(["lab", "program", "attached"]),
  argv: z.array(z.string()),
  /** Of a lab's lines or the program; null where not known. */
  language: z.enum(["node", "python"]).nullable(),
  /** Milliseconds since 1970 at `at` = 0. */
  wallClock: z.number(),
  containment: z.enum(["strong", "weak"]),
  /** What the run may take; null where nobody set a limit. */
  allowed: z.object({ processes: z.number(), memoryBytes: z.number(), descriptors: z.number() }).nullable(),
  ended: z
    .object({
      at: micros,
      outcome: z.enum(["exited", "stopped", "limited", "leaked", "lost"]),
      exitCode: z.number().nullable(),
      /** PIDs. */
      leaked: z.array(z.number()),
      /** Time on a CPU of all its processes, µs, as the kernel accounted it when they were reaped; absent: not known. */
      cpu: z.number().optional(),
    })
    .nullable(),
  notices: z.array(z.object({ at: micros, code: z.string(), text: z.string() })),
  limits: z.array(z.object({ at: micros, limit: z.string(), value: z.number(), text: z.string() })),
  /** How many facts and how much output a bound threw away, and how many facts did not fit their schema. */
  dropped: z.object({ facts: z.number(), output: z.number(), invalid: z.number() }),
})

export type Run = Of<typeof run>
