import { z } from "zod"
import { micros, type Of, procId, ring, seq, table } from "./fields.ts"
import { host } from "./host.ts"
import { line } from "./line.ts"
import { lock } from "./lock.ts"
import { op } from "./op.ts"
import { pipe } from "./pipe.ts"
import { pool, task } from "./pool.ts"
import { process } from "./process.ts"
import { queue } from "./queue.ts"
import { run } from "./run.ts"
import { segment } from "./segment.ts"

const outputChunk = z.object({
  at: micros,
  proc: procId.nullable(),
  stream: z.enum(["stdout", "stderr", "pty"]),
  text: z.string(),
})

const anomaly = z.object({ seq, text: z.string() })

/** Everything that is known about a run at one event. */
export const world = z.object({
  /** Seq of the last event folded into it; 0 before the first. */
  seq,
  at: micros,
  run: run.nullable(),
  hosts: table(host),
  processes: table(process),
  queues: table(queue),
  pools: table(pool),
  tasks: table(task),
  locks: table(lock),
  pipes: table(pipe),
  segments: table(segment),
  /** Open operations: waits that have begun and not ended. Their callers are blocked, unless `isAbandoned`. */
  ops: table(op),
  lines: table(line),
  /** The entities that the lab's variables hold, by variable name. */
  names: z.record(z.string(), z.object({ kind: z.enum(["process", "queue", "pool", "lock"]), id: z.number() })),
  /** Contents of the program's own files when the run first used them, by path. */
  sources: z.record(z.string(), z.string()),
  output: ring(outputChunk),
  /** Events that contradict earlier ones, which are bugs of a source. They are always shown. */
  anomalies: ring(anomaly),
})

export type OutputChunk = Of<typeof outputChunk>
export type Anomaly = Of<typeof anomaly>
export type World = Of<typeof world>
