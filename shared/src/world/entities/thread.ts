import { z } from "zod"
import { errorInfo, site } from "../../events/define.ts"
import { blocked } from "./blocked.ts"
import { micros, type Of, poolId, seq } from "./fields.ts"

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

/** An exception that nothing caught, and the line of the program's own code that raised it, where known. */
export const raised = z.object({ error: errorInfo, site: site.nullable(), seq })

export const thread = z.object({
  tid: z.number(),
  name: z.string(),
  role: z.enum(["main", "user", "feeder", "pool", "helper", "task"]).nullable(),
  /** The line of the program's own code at which it was last seen. */
  frame: frame.nullable(),
  startedAt: micros,
  exitedAt: micros.nullable(),
  /** The pool that it serves, of a library's thread; null: none, or not known. */
  pool: poolId.nullable(),
  /** The exception that ended it; null: none, or not known. */
  raised: raised.nullable(),
  /** The system call in which it has slept for long; null: none. */
  blocked: blocked.nullable(),
  /** The last samples, newest last. */
  samples: z.array(sample),
})

export type Sample = Of<typeof sample>
export type Frame = Of<typeof frame>
export type Raised = Of<typeof raised>
export type ThreadEntity = Of<typeof thread>
