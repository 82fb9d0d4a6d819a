import { type Entry, KIND } from "./layout.ts"
import type { LogContext } from "./logContext.ts"
import { endOf } from "./starts.ts"

const QUESTIONS = ["full", "empty", "qsize"] as const
const METHODS = ["exec", "fork", "spawn", "forkserver"] as const

/** Reports an operation without a duration on one object. @returns false while the object is not known. */
export function reportMoment(context: LogContext, entry: Entry, isForced: boolean): boolean {
  const { trackers, proc } = context
  const { queues, locks, pipes, processes, intake } = trackers
  const key = context.thing(entry)?.key
  if (key === undefined) return isForced
  const { kind, a, flags } = entry
  const at = entry.ended / 1000
  const common = { at, tid: entry.tid, proc, ...context.site(entry.site) }
  switch (kind) {
    case KIND.started: {
      const child = { key, pid: a, ppid: context.log.pid, startMethod: METHODS[flags] ?? "exec", parent: proc }
      return processes.started(entry.begun / 1000, child, isForced)
    }
    case KIND.reaped:
      if (!processes.isKnown(key)) return isForced
      intake.take({ type: "process.reaped", at, proc: key, exitCode: flags === 1 ? -a : a })
      return true
    case KIND.release:
      if (!locks.has(key)) return isForced
      intake.take({ type: "lock.released", ...common, lock: key, value: a })
      return true
    case KIND.endClosed:
      if (!pipes.has(key)) return isForced
      intake.take({ type: "pipe.end.closed", ...common, pipe: key, end: endOf(entry) })
      return true
  }
  return queues.has(key) ? reportOfQueue(context, entry, key, isForced) : isForced
}

function reportOfQueue(context: LogContext, entry: Entry, queue: string, isForced: boolean): boolean {
  const { trackers, proc } = context
  const { queues, intake } = trackers
  const { kind, tid, a, b } = entry
  const use = { at: entry.ended / 1000, tid, proc, queue }
  const common = { ...use, ...context.site(entry.site) }
  switch (kind) {
    case KIND.written:
    case KIND.dropped:
      return queues.written(use, a, b, isForced)
    case KIND.checked: {
      const question = QUESTIONS[b] ?? "qsize"
      intake.take({ type: "queue.checked", ...common, question, answer: question === "qsize" ? a : a > 0 })
      break
    }
    case KIND.taskDone:
      intake.take({ type: "queue.task.done", ...common, unfinished: a })
      break
    case KIND.closed:
      intake.take({ type: "queue.closed", ...common })
      break
  }
  return true
}
