import { z } from "zod"
import { site } from "../../events/define.ts"
import { micros, type Of, seq } from "./fields.ts"

/** Cumulative counters: the difference of two samples gives an interval. */
export const sample = z.object({
  at: micros,
  /** µs on a CPU since the process started. */
  cpu: micros,
  /** µs in line for a CPU since the process started. */
  queued: micros,
})

const frame = site.extend({
  at: micros,
  seq,
  function: z.string(),
  /** Innermost first, including library code. */
  stack: z.array(site),
})

export const thread = z.object({
  tid: z.number(),
  name: z.string(),
  role: z.enum(["main", "user", "feeder", "pool", "helper", "task"]).nullable(),
  /** The line of the program's own code at which it was last seen. */
  frame: frame.nullable(),
  startedAt: micros,
  exitedAt: micros.nullable(),
  /** The last samples, newest last. */
  samples: z.array(sample),
})

export type Sample = Of<typeof sample>
export type Frame = Of<typeof frame>
export type ThreadEntity = Of<typeof thread>
