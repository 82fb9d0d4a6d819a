import { type Entry, textOf } from "./layout.ts"
import type { LogContext } from "./logContext.ts"
import { workerKey } from "./poolTracker.ts"

const VIAS = ["apply", "applyAsync", "map", "imap", "imapUnordered", "starmap", "submit"] as const
const OUTCOMES = ["ok", "error", "lost", "cancelled"] as const
/** The outcome of a task whose worker ended while it ran. */
export const LOST = OUTCOMES.indexOf("lost")

const viaOf = (number: number) => VIAS[number] ?? "applyAsync"
const taskOf = ({ a, b }: Entry) => `${a}/${b}`

/** The pool of a task's record, and other fields that its facts share; undefined while the pool is not known. */
function useOf(context: LogContext, entry: Entry, at: number) {
  const pool = context.thing(entry)?.key
  if (pool === undefined || !context.trackers.pools.has(pool)) return undefined
  return { at: at / 1000, tid: entry.tid, proc: context.proc, pool }
}

export function submitTask(context: LogContext, entry: Entry, isForced: boolean): boolean {
  const use = useOf(context, entry, entry.ended)
  if (!use) return isForced
  // In these records the field `timeout` holds the number of calls.
  const calls = entry.timeout > 1 ? { calls: entry.timeout } : {}
  const fact = { ...use, via: viaOf(entry.flags), ...calls, ...callOf(entry), ...context.site(entry.site) }
  context.trackers.pools.submitted(fact, taskOf(entry))
  return true
}

export function startTask(context: LogContext, entry: Entry, isLong: boolean, isForced: boolean): boolean {
  const use = useOf(context, entry, entry.begun)
  if (!use) return isForced
  const { tid, ...submitter } = use
  const worker = workerKey(use.proc, (entry.flags & 1) === 1 ? tid : undefined)
  const counted = isLong ? { ...submitter, via: viaOf(entry.flags >> 1), ...callOf(entry) } : undefined
  return context.trackers.pools.started(use, taskOf(entry), worker, counted, isForced) || isForced
}

export function finishTask(context: LogContext, entry: Entry, isForced: boolean): boolean {
  const use = useOf(context, entry, entry.ended)
  if (!use) return isForced
  const outcome = OUTCOMES[entry.outcome] ?? "ok"
  const text = textOf(entry)
  const result = outcome === "ok" && text !== "" ? { result: text } : {}
  return context.trackers.pools.finished({ ...use, outcome, ...result }, taskOf(entry), isForced)
}

export function readResult(context: LogContext, entry: Entry, isForced: boolean): boolean {
  const use = useOf(context, entry, entry.ended)
  if (!use) return isForced
  const { pools, intake } = context.trackers
  const task = taskOf(entry)
  if (pools.wasTask(use.pool, task)) intake.take({ type: "task.result.read", ...use, task: `${use.pool}/${task}` })
  return true
}

/** Function and arguments of a task's record: two texts separated by one zero byte, followed by two. */
function callOf({ text }: Entry): { fn: string; args: string } {
  const length = text.indexOf("\0\0", 0, "latin1")
  const [fn = "", args = ""] = text.toString("utf8", 0, length < 0 ? text.length : length).split("\0")
  return { fn, args }
}
