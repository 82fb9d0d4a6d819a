import { z } from "zod"
import { site } from "../../events/define.ts"
import { callStyle, observable } from "../../events/process.ts"
import { OP_KINDS } from "../operations.ts"
import { hostId, micros, type Of, procId, ring, seq, table } from "./fields.ts"
import { op, slice } from "./op.ts"
import { sample, thread } from "./thread.ts"

export const process = z.object({
  id: procId,
  host: hostId,
  parent: procId.nullable(),
  name: z.string(),
  target: z.string().nullable(),
  args: z.string().nullable(),
  daemon: z.boolean(),
  startMethod: z.string(),
  role: z.enum(["main", "child", "worker", "manager", "helper"]),
  /** Null until the kernel made it. */
  pid: z.number().nullable(),
  ppid: z.number(),
  /** Clock ticks since boot. */
  startTime: z.number(),
  argv: z.array(z.string()),
  createdAt: micros,
  spawnedAt: micros.nullable(),
  exitedAt: micros.nullable(),
  reapedAt: micros.nullable(),
  /** Negative: ended by that signal. Null while it lives, and where nobody could tell. */
  exitCode: z.number().nullable(),
  isStopped: z.boolean(),
  /** Where the program made it, if a probe reported that. */
  site: site.nullable(),
  /** The probe inside it, for display; what follows from one stands in `observed`. */
  probe: z.object({ kind: z.enum(["python", "node"]), version: z.string() }).nullable(),
  /** What is reported of its calls, and how they wait; null: only the kernel tells of this process. */
  observed: z.object({ observes: z.array(observable), calls: callStyle }).nullable(),
  /** Its parent until that one ended before it. */
  orphanOf: procId.nullable(),
  /** Processes that ever began to join it. */
  joinedBy: z.array(procId),
  /** The events that reported the turns of its life; null where nobody did. */
  told: z.object({
    created: seq.nullable(),
    spawned: seq.nullable(),
    exited: seq.nullable(),
    orphaned: seq.nullable(),
  }),
  signals: z.array(z.object({ at: micros, signal: z.string(), from: procId.nullable() })),
  /** Answers that is_alive() gave, oldest first. */
  checks: z.array(z.object({ at: micros, alive: z.boolean() })),
  /** In kB. */
  memory: z.object({ rss: z.number(), shared: z.number().nullable(), private: z.number().nullable() }).nullable(),
  wchan: z.string().nullable(),
  core: z.number(),
  /** The kernel's state letter at the last sample. */
  letter: z.string(),
  samples: ring(sample),
  threads: table(thread),
  /** What it did that took time, and has ended; what still goes on is in `World.ops` and `World.tasks`. */
  slices: ring(slice),
  /** Waits that had not ended, as far as reported, when it exited: they ended by then. A late report moves one to `slices`. */
  cutOff: z.array(op),
  /** Sums of its waits that ended, over all threads; of locks too busy to report each wait, their sums are in here. */
  waited: z.partialRecord(z.enum(OP_KINDS), micros),
})

export type ProcessEntity = Of<typeof process>
