import type { KeyedFact } from "../keyedFact.ts"
import { type Entry, KIND, valueIn } from "./layout.ts"
import type { LogContext } from "./logContext.ts"
import { reportMoment } from "./moments.ts"
import { endOf } from "./starts.ts"
import { finishTask, readResult, submitTask } from "./tasks.ts"

/** Outcomes by their number in a record. */
const PUT = ["ok", "full", "error"] as const
const GET = ["ok", "empty", "error"] as const
const WAIT = ["ok", "timeout", "error"] as const
const PIPE = ["ok", "eof", "error"] as const
const CALL = ["ok", "error"] as const

/** Records of operations with a duration: each becomes a start and a finish. */
const TIMED: ReadonlySet<number> = new Set([
  KIND.put,
  KIND.get,
  KIND.acquire,
  KIND.send,
  KIND.recv,
  KIND.joinProcess,
  KIND.joinThread,
  KIND.joinPool,
  KIND.joinQueue,
  KIND.sleep,
  KIND.waitResult,
  KIND.call,
  KIND.run,
])
export const isTimed = ({ kind }: Entry) => TIMED.has(kind)

/**
 * Reports the end of an operation, or an operation without a duration.
 *
 * @returns false while the object that it is about is not known.
 */
export function finishOf(context: LogContext, entry: Entry, op: string, isForced: boolean): boolean {
  switch (entry.kind) {
    case KIND.run:
    case KIND.finished:
      return finishTask(context, entry, isForced)
    case KIND.submitted:
      return submitTask(context, entry, isForced)
    case KIND.read:
      return readResult(context, entry, isForced)
    case KIND.put:
    case KIND.get:
      return finishItem(context, entry, op, isForced)
  }
  if (!TIMED.has(entry.kind)) return reportMoment(context, entry, isForced)
  const fact = finishFact(context, entry, op)
  if (!fact) return isForced
  context.trackers.intake.take(fact)
  return true
}

/** Reports a put or a get. Kept fast: many of them may wait for each other, and each is tried repeatedly. */
function finishItem(context: LogContext, entry: Entry, op: string, isForced: boolean): boolean {
  const { trackers, proc } = context
  const { queues, intake } = trackers
  const key = context.thing(entry)?.key
  if (key === undefined || !queues.has(key)) return isForced
  const call = { at: entry.ended / 1000, tid: entry.tid, proc, op, queue: key }
  if (entry.kind === KIND.put) {
    const outcome = PUT[entry.outcome] ?? "ok"
    if (outcome !== "ok") intake.take({ type: "queue.put.finished", ...call, outcome, depth: queues.depthOf(key) })
    else if (!isForced && !queues.isPutDue(key, proc, entry.a)) return false
    else queues.put({ ...call, ...valueIn(entry) }, entry.a, entry.b)
    return true
  }
  const outcome = GET[entry.outcome] ?? "ok"
  if (outcome !== "ok") intake.take({ type: "queue.get.finished", ...call, outcome, depth: queues.depthOf(key) })
  else if (!isForced && !queues.isGetDue(key, entry.b)) return false
  else queues.got({ ...call, ...valueIn(entry) }, entry.b)
  return true
}

function finishFact(context: LogContext, entry: Entry, op: string): KeyedFact | undefined {
  const { trackers, proc } = context
  const { queues, pools, locks, pipes, processes } = trackers
  const common = { at: entry.ended / 1000, tid: entry.tid, proc, op }
  const wait = WAIT[entry.outcome] ?? "ok"
  const pipe = PIPE[entry.outcome] ?? "ok"
  if (entry.kind === KIND.joinThread) return { type: "join.finished", ...common, outcome: wait }
  if (entry.kind === KIND.sleep) return { type: "sleep.finished", ...common }
  const key = context.thing(entry)?.key
  if (key === undefined) return undefined
  switch (entry.kind) {
    case KIND.acquire:
      return locks.has(key) ? { type: "lock.acquire.finished", ...common, lock: key, outcome: wait } : undefined
    case KIND.send:
      if (!pipes.has(key)) return undefined
      return { type: "pipe.send.finished", ...common, pipe: key, end: endOf(entry), outcome: pipe }
    case KIND.recv: {
      if (!pipes.has(key)) return undefined
      const value = pipe === "ok" ? valueIn(entry) : {}
      return { type: "pipe.recv.finished", ...common, pipe: key, end: endOf(entry), outcome: pipe, ...value }
    }
    case KIND.joinProcess:
      return processes.isKnown(key) ? { type: "join.finished", ...common, outcome: wait } : undefined
    case KIND.joinPool:
      return pools.has(key) ? { type: "join.finished", ...common, outcome: wait } : undefined
    case KIND.joinQueue:
      return queues.has(key) ? { type: "join.finished", ...common, outcome: wait } : undefined
    case KIND.waitResult:
      return pools.has(key) ? { type: "result.wait.finished", ...common, outcome: wait } : undefined
    case KIND.call:
      return { type: "proxy.call.finished", ...common, outcome: CALL[entry.outcome] ?? "ok" }
  }
  return undefined
}
