import { z } from "zod"
import { site } from "../../events/define.ts"
import { callStyle, observable } from "../../events/process.ts"
import { OP_KINDS } from "../operations.ts"
import { hostId, micros, type Of, procId, ring, seq, table } from "./fields.ts"
import { op, slice } from "./op.ts"
import { raised, sample, thread } from "./thread.ts"

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
  /** Null until the kernel has created it. */
  pid: z.number().nullable(),
  ppid: z.number(),
  /** Clock ticks since boot. */
  startTime: z.number(),
  argv: z.array(z.string()),
  createdAt: micros,
  spawnedAt: micros.nullable(),
  exitedAt: micros.nullable(),
  reapedAt: micros.nullable(),
  /** Negative: ended by that signal. Null while it is alive, and where not known. */
  exitCode: z.number().nullable(),
  /** The exception that ended it; null: none, or not known. */
  raised: raised.nullable(),
  isStopped: z.boolean(),
  /** Where the program created it; null: not reported. */
  site: site.nullable(),
  /** The probe inside it, for display; what it reports is in `observed`. */
  probe: z.object({ kind: z.enum(["python", "node"]), version: z.string() }).nullable(),
  /** Which of its calls are reported, and how they wait; null: only the kernel reports this process. */
  observed: z.object({ observes: z.array(observable), calls: callStyle }).nullable(),
  /** The kernel's name of its executable; empty: not known. */
  comm: z.string(),
  /** The text that it shows as its command line, or the name of its main thread; empty: it has set none. */
  title: z.string(),
  /** Why the probe of its language does not run in it; null: it may run, or that is not known. */
  opaque: z
    .object({
      language: z.enum(["python", "node"]),
      reason: z.enum(["options", "environment", "version"]),
      detail: z.string().nullable(),
    })
    .nullable(),
  /** Its original parent, if that ended before it. */
  orphanOf: procId.nullable(),
  /** Processes that ever began to join it. */
  joinedBy: z.array(procId),
  /** The events that reported the stages of its life; null: not reported. */
  told: z.object({
    created: seq.nullable(),
    spawned: seq.nullable(),
    exited: seq.nullable(),
    orphaned: seq.nullable(),
  }),
  signals: z.array(z.object({ at: micros, signal: z.string(), from: procId.nullable(), site: site.nullable(), seq })),
  /** The signals for which a function of the program runs. */
  handles: z.array(z.object({ signal: z.string(), isInherited: z.boolean() })),
  /** Answers of is_alive(), oldest first. */
  checks: z.array(z.object({ at: micros, alive: z.boolean() })),
  /** In kB. */
  memory: z.object({ rss: z.number(), shared: z.number().nullable(), private: z.number().nullable() }).nullable(),
  /** Its largest resident memory, kB, once it has ended; null: not known. */
  peak: z.number().nullable(),
  wchan: z.string().nullable(),
  core: z.number(),
  /** The kernel's state letter at the last sample. */
  letter: z.string(),
  samples: ring(sample),
  threads: table(thread),
  /** Finished waits, tasks and lines; open ones are in `World.ops`, `World.tasks` and `World.lines`. */
  slices: ring(slice),
  /** Waits whose end was not reported before the process exited. If the end is reported late, one moves to `slices`. */
  cutOff: z.array(op),
  /** Sums of its finished waits over all threads, including waits for locks that were reported as sums only. */
  waited: z.partialRecord(z.enum(OP_KINDS), micros),
})

export type ProcessEntity = Of<typeof process>
