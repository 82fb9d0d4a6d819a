import type { KeyedFact } from "../keyedFact.ts"
import { type Entry, KIND, textOf, valueIn } from "./layout.ts"
import type { LogContext } from "./logContext.ts"
import { startTask } from "./tasks.ts"

/**
 * Reports the beginning of an operation.
 *
 * @param isLong It has run for so long that its end will be reported too.
 * @returns false while the object that it is about is not known.
 */
export function startOf(context: LogContext, entry: Entry, op: string, isLong: boolean, isForced: boolean): boolean {
  if (entry.kind === KIND.run) return startTask(context, entry, isLong, isForced)
  const fact = startFact(context, entry, op)
  if (!fact) return isForced
  context.trackers.intake.take(fact)
  return true
}

function startFact(context: LogContext, entry: Entry, op: string): KeyedFact | undefined {
  const { trackers, proc } = context
  const { queues, pools, locks, pipes, processes } = trackers
  const common = { at: entry.begun / 1000, tid: entry.tid, proc, op, ...context.site(entry.site) }
  const key = context.thing(entry)?.key
  if (entry.kind === KIND.joinThread)
    return { type: "join.started", ...common, target: { thread: entry.a }, ...timeoutOf(entry) }
  if (entry.kind === KIND.sleep) return { type: "sleep.started", ...common, seconds: Math.max(0, entry.timeout) / 1e6 }
  if (key === undefined) return undefined
  const block = (entry.flags & 1) === 1
  switch (entry.kind) {
    case KIND.put:
      if (!queues.has(key)) return undefined
      return { type: "queue.put.started", ...common, queue: key, block, ...timeoutOf(entry), ...valueIn(entry) }
    case KIND.get:
      if (!queues.has(key)) return undefined
      return { type: "queue.get.started", ...common, queue: key, block, ...timeoutOf(entry) }
    case KIND.acquire:
      if (!locks.has(key)) return undefined
      return { type: "lock.acquire.started", ...common, lock: key, block, ...timeoutOf(entry) }
    case KIND.send:
      if (!pipes.has(key)) return undefined
      return { type: "pipe.send.started", ...common, pipe: key, end: endOf(entry), ...valueIn(entry) }
    case KIND.recv:
      if (!pipes.has(key)) return undefined
      return { type: "pipe.recv.started", ...common, pipe: key, end: endOf(entry), ...timeoutOf(entry) }
    case KIND.joinProcess:
      if (!processes.isKnown(key)) return undefined
      return { type: "join.started", ...common, target: { proc: key }, ...timeoutOf(entry) }
    case KIND.joinPool:
      if (!pools.has(key)) return undefined
      return { type: "join.started", ...common, target: { pool: key }, ...timeoutOf(entry) }
    case KIND.joinQueue:
      if (!queues.has(key)) return undefined
      return { type: "join.started", ...common, target: { queue: key }, ...timeoutOf(entry) }
    case KIND.waitResult:
      if (!pools.has(key)) return undefined
      return {
        type: "result.wait.started",
        ...common,
        pool: key,
        ...timeoutOf(entry),
        ...awaitedTask(context, entry, key),
      }
    case KIND.call:
      return {
        type: "proxy.call.started",
        ...common,
        ...callOf(entry),
        ...(processes.isKnown(key) && { manager: key }),
      }
  }
  return undefined
}

const timeoutOf = (entry: Entry) => (entry.timeout < 0 ? {} : { timeout: entry.timeout / 1e6 })

/** The end of a pipe that a record is about. */
export const endOf = (entry: Entry) => ((entry.flags & 1) === 1 ? 1 : 0)

/** The awaited task; the record's numbers are one more than the task's. Empty where the task was only counted. */
function awaitedTask(context: LogContext, { a, b }: Entry, pool: string): { task?: string } {
  const task = `${a - 1}/${b - 1}`
  return a > 0 && b > 0 && context.trackers.pools.hasTask(pool, task) ? { task: `${pool}/${task}` } : {}
}

/** Object and method that a proxy calls: both names in one text, separated by a byte of value 1. */
function callOf(entry: Entry): { object: string; method: string } {
  const [object = "", method = ""] = textOf(entry).split("\u0001")
  return { object, method }
}
