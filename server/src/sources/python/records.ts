import { errorInfo } from "@forkscope/shared/events"
import type { LogContext } from "./logContext.ts"
import { workerKey } from "./poolTracker.ts"

type Json = Record<string, unknown>

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

/** Reports what a process wrote as JSON: facts, and records about itself. Times in µs. */
export function reportRecord(context: LogContext, fact: Json, at: number, tid: number): void {
  const { trackers, log } = context
  const { processes, pools, intake } = trackers
  switch (fact.tell) {
    case "hello":
      hello(context, fact, at)
      return
    case "am":
      context.isAwaited = false
      context.addFirst(at, () => {
        processes.becomes(at, log.ident, String(fact.proc), String(fact.name), String(fact.method))
        return true
      })
      return
    case "role":
      context.add(at, () => {
        processes.role(at, log.ident, fact.role === "manager" ? "manager" : "worker", text(fact.name))
        return true
      })
      return
    case "failed":
      context.add(at, (isForced) => {
        if (!pools.has(String(fact.pool))) return isForced
        const error = errorInfo.safeParse(fact.error)
        if (error.success) pools.failed(String(fact.pool), String(fact.task), error.data)
        else intake.refuse(fact, at)
        return true
      })
      return
  }
  const { site, number, ...rest } = fact
  if (fact.type === "process.created") context.define(Number(number), "process", String(fact.proc))
  context.add(at, (isForced) => reportFact(context, { ...rest, at, tid, ...context.site(site) }, isForced))
}

function hello(context: LogContext, fact: Json, at: number): void {
  const { trackers, log } = context
  const isFork = fact.startMethod === "fork"
  const word = {
    ident: log.ident,
    ppid: Number(fact.ppid),
    version: String(fact.version),
    startMethod: text(fact.startMethod),
    proc: text(fact.proc),
    name: text(fact.name),
    parent: text(fact.parent),
    role: text(fact.role),
  }
  // A child of the fork server identifies itself only when it has read what to run.
  if (fact.server === true && isFork && word.proc === undefined) context.isAwaited = true
  context.addFirst(at, (isForced) => {
    if (context.isAwaited && !isForced) return false
    const isServed = !context.isAwaited && fact.server === true && word.role !== "helper"
    trackers.processes.hello(at, isServed ? { ...word, startMethod: "forkserver" } : word)
    return true
  })
}

/** Events without a field for the process that did it. */
const WITHOUT_PROC: ReadonlySet<unknown> = new Set([
  "run.noticed",
  "pool.worker.added",
  "pool.worker.ready",
  "pool.worker.removed",
])
/** Events without a field for the thread that did it. */
const WITHOUT_TID: ReadonlySet<unknown> = new Set(["run.noticed", "process.reaped"])
const PROCESS_FIELDS = ["parent", "from", "proc", "manager", "worker"]

/** @returns false while the object that the fact is about is not known. */
function reportFact(context: LogContext, written: Json, isForced: boolean): boolean {
  const { processes, queues, pools, locks, pipes, segments, intake } = context.trackers
  const fact: Json = WITHOUT_PROC.has(written.type) ? written : { proc: context.proc, ...written }
  for (const name of PROCESS_FIELDS) {
    const key = text(fact[name])
    if (key !== undefined) fact[name] = processes.keyOf(key)
  }
  if (WITHOUT_TID.has(fact.type)) delete fact.tid
  const pool = String(fact.pool)
  switch (fact.type) {
    case "process.created":
      if (intake.takeUntrusted(fact)) processes.created(String(fact.proc))
      return true
    case "process.signaled":
    case "process.checked":
    case "process.reaped":
      if (!processes.isKnown(String(fact.proc))) return isForced
      break
    case "queue.created":
      if (intake.takeUntrusted(fact)) queues.created(String(fact.queue), Number(fact.maxsize), fact.kind === "manager")
      return true
    case "lock.created":
      if (intake.takeUntrusted(fact)) locks.add(String(fact.lock))
      return true
    case "pipe.created":
      if (intake.takeUntrusted(fact)) pipes.add(String(fact.pipe))
      return true
    case "segment.created":
      if (intake.takeUntrusted(fact)) segments.add(String(fact.segment))
      return true
    case "segment.attached":
    case "segment.detached":
    case "segment.unlinked":
      if (!segments.has(String(fact.segment))) return isForced
      break
    case "pool.created":
      if (intake.takeUntrusted(fact)) pools.created(pool)
      return true
    case "pool.worker.added":
      if (!pools.has(pool)) return isForced
      if (intake.takeUntrusted(fact)) pools.workerAdded(pool, workerKey(fact.worker, fact.thread), Number(fact.slot))
      return true
    case "pool.worker.ready": {
      const slot = pools.has(pool) ? pools.slotOf(pool, workerKey(fact.worker, fact.thread)) : undefined
      if (slot === undefined) return isForced
      fact.slot = slot
      break
    }
    case "pool.worker.removed":
    case "pool.closed":
    case "pool.terminated":
    case "pool.joined":
      if (!pools.has(pool)) return isForced
  }
  intake.takeUntrusted(fact)
  return true
}
