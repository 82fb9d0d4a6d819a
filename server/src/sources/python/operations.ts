import { type Entry, KIND, textOf } from "./layout.ts"
import type { Finish, LogContext } from "./logContext.ts"
import type { RawFact } from "./rawFact.ts"

const QUESTIONS = ["full", "empty", "qsize"] as const
const VIAS = ["apply", "applyAsync", "map", "imap", "imapUnordered", "starmap", "submit"] as const

/** Operations that take time, and the name of the event; the outcome by its number. */
export const WAITS: Record<number, { event: string; outcomes: readonly string[] }> = {
  [KIND.put]: { event: "queue.put", outcomes: ["ok", "full", "error"] },
  [KIND.get]: { event: "queue.get", outcomes: ["ok", "empty", "error"] },
  [KIND.acquire]: { event: "lock.acquire", outcomes: ["ok", "timeout", "error"] },
  [KIND.send]: { event: "pipe.send", outcomes: ["ok", "eof", "error"] },
  [KIND.recv]: { event: "pipe.recv", outcomes: ["ok", "eof", "error"] },
  [KIND.joinProcess]: { event: "join", outcomes: ["ok", "timeout", "error"] },
  [KIND.joinThread]: { event: "join", outcomes: ["ok", "timeout", "error"] },
  [KIND.joinPool]: { event: "join", outcomes: ["ok", "timeout", "error"] },
  [KIND.joinQueue]: { event: "join", outcomes: ["ok", "timeout", "error"] },
  [KIND.sleep]: { event: "sleep", outcomes: [] },
  [KIND.waitResult]: { event: "result.wait", outcomes: ["ok", "timeout", "error"] },
  [KIND.call]: { event: "proxy.call", outcomes: ["ok", "error"] },
}

const seconds = (entry: Entry) => (entry.timeout < 0 ? {} : { timeout: entry.timeout / 1e6 })
const value = (entry: Entry) => {
  const text = textOf(entry)
  return text === "" ? {} : { value: text }
}

/** The fields that say what an operation is about; undefined when that is not known (yet). */
function about(decoder: LogContext, entry: Entry): Record<string, unknown> | undefined {
  const { trackers } = decoder
  const { kind, flags } = entry
  if (kind === KIND.joinThread) return { target: { thread: entry.a } }
  if (kind === KIND.sleep) return {}
  const thing = decoder.thing(entry)
  if (!thing) return undefined
  const { key } = thing
  switch (kind) {
    case KIND.put:
    case KIND.get:
    case KIND.joinQueue:
      if (!trackers.queues.has(key)) return undefined
      return kind === KIND.joinQueue ? { target: { queue: key } } : { queue: key }
    case KIND.acquire:
      return trackers.locks.has(key) ? { lock: key } : undefined
    case KIND.send:
    case KIND.recv:
      return trackers.pipes.has(key) ? { pipe: key, end: flags & 1 } : undefined
    case KIND.joinProcess:
      return trackers.processes.isKnown(key) ? { target: { proc: key } } : undefined
    case KIND.joinPool:
    case KIND.waitResult: {
      if (!trackers.pools.has(key)) return undefined
      return kind === KIND.joinPool ? { target: { pool: key } } : { pool: key }
    }
    default:
      return { manager: trackers.processes.isKnown(key) ? key : undefined }
  }
}

/** Tells the beginning of an operation. */
export function startOf(decoder: LogContext, entry: Entry, op: string, isLong: boolean, isForced: boolean): boolean {
  const { trackers, proc } = decoder
  const { tid, kind } = entry
  const at = entry.begun / 1000
  if (kind === KIND.run) return startTask(decoder, entry, isLong, isForced)
  const wait = WAITS[kind]
  const what = about(decoder, entry)
  if (!wait || !what) return isForced
  const raw: RawFact = { type: `${wait.event}.started`, at, tid, proc, op, ...decoder.site(entry.site), ...what }
  if (kind === KIND.put) Object.assign(raw, { block: (entry.flags & 1) === 1 }, seconds(entry), value(entry))
  else if (kind === KIND.get || kind === KIND.acquire)
    Object.assign(raw, { block: (entry.flags & 1) === 1 }, seconds(entry))
  else if (kind === KIND.sleep) raw.seconds = Math.max(0, entry.timeout) / 1e6
  else if (kind === KIND.send) Object.assign(raw, value(entry))
  else if (kind === KIND.call) Object.assign(raw, nameOf(entry))
  else Object.assign(raw, seconds(entry))
  if (kind === KIND.waitResult && entry.a > 0 && entry.b > 0) {
    const task = `${entry.a - 1}/${entry.b - 1}`
    if (trackers.pools.hasTask(String(what.pool), task)) raw.task = `${what.pool}/${task}`
  }
  trackers.emit(raw)
  return true
}

function nameOf(entry: Entry): { object: string; method: string } {
  const [object = "", method = ""] = textOf({
    ...entry,
    text: Buffer.from(entry.text.map((byte) => (byte === 1 ? 10 : byte))),
  }).split("\n")
  return { object, method }
}

/** Tells the end of an operation, or what took no time. */
export function finishOf(decoder: LogContext, entry: Entry, op: string, finish: Finish, isForced: boolean): boolean {
  const { trackers, proc } = decoder
  const { tid, kind } = entry
  const at = entry.ended / 1000
  if (kind === KIND.run || kind === KIND.submitted || kind === KIND.finished || kind === KIND.read) {
    return tellTask(decoder, entry, finish, isForced)
  }
  const thing = decoder.thing(entry)
  const wait = WAITS[kind]
  const outcome = wait?.outcomes[finish.outcome] ?? "ok"
  if (!isForced && outcome === "ok" && thing && !isItemDue(decoder, entry, thing.key)) return false
  const what = wait ? about(decoder, entry) : {}
  if (!what || (!wait && !thing)) return isForced
  if (thing && kind === KIND.started) return tellStarted(decoder, entry, thing.key, isForced)
  const raw: RawFact = { type: "", at, tid, proc }
  if (!wait) return thing ? tellMoment(decoder, entry, thing.key, raw, isForced) : isForced
  raw.type = `${wait.event}.finished`
  raw.op = op
  if (kind === KIND.put || kind === KIND.get) {
    raw.queue = what.queue
    if (outcome !== "ok") trackers.queues.refused({ ...raw, outcome })
    else if (kind === KIND.put) trackers.queues.put({ ...raw, ...value(entry) }, entry.a, entry.b)
    else trackers.queues.got({ ...raw, ...value(entry) }, entry.b)
    return true
  }
  if (kind === KIND.acquire) raw.lock = what.lock
  if (kind === KIND.send || kind === KIND.recv) Object.assign(raw, what)
  if (kind === KIND.recv && outcome === "ok") Object.assign(raw, value(entry))
  if (kind !== KIND.sleep) raw.outcome = outcome
  trackers.emit(raw)
  return true
}

/** Many of them may wait for each other, and each is asked again and again. */
function isItemDue({ trackers, proc }: LogContext, { kind, a, b }: Entry, key: string): boolean {
  if (kind === KIND.put) return trackers.queues.isPutDue(key, proc, a)
  return kind !== KIND.get || trackers.queues.isGetDue(key, b)
}

const METHODS = ["exec", "fork", "spawn", "forkserver"] as const

function tellStarted(decoder: LogContext, { begun, a, flags }: Entry, key: string, isForced: boolean): boolean {
  const { proc: parent, log } = decoder
  const child = { key, pid: a, ppid: log.pid, startMethod: METHODS[flags] ?? "exec", parent }
  return decoder.trackers.processes.started(begun / 1000, child, isForced)
}

/** What took no time and speaks of one object. */
function tellMoment(decoder: LogContext, entry: Entry, key: string, raw: RawFact, isForced: boolean): boolean {
  const { trackers } = decoder
  const { queues, locks, pipes, emit } = trackers
  const site = decoder.site(entry.site)
  if (entry.kind === KIND.reaped) {
    if (!trackers.processes.isKnown(key)) return isForced
    const { at } = raw
    emit({ type: "process.reaped", at, proc: key, exitCode: entry.flags === 1 ? -entry.a : entry.a })
    return true
  }
  if (entry.kind === KIND.release) {
    if (!locks.has(key)) return isForced
    emit({ ...raw, type: "lock.released", lock: key, value: entry.a, ...site })
    return true
  }
  if (entry.kind === KIND.endClosed) {
    if (!pipes.has(key)) return isForced
    emit({ ...raw, type: "pipe.end.closed", pipe: key, end: entry.flags & 1, ...site })
    return true
  }
  if (!queues.has(key)) return isForced
  raw.queue = key
  switch (entry.kind) {
    case KIND.written:
    case KIND.dropped:
      return queues.written({ ...raw, type: "queue.item.written" }, entry.a, entry.b, isForced)
    case KIND.checked: {
      const question = QUESTIONS[entry.b] ?? "qsize"
      emit({ ...raw, type: "queue.checked", question, answer: question === "qsize" ? entry.a : entry.a > 0, ...site })
      return true
    }
    case KIND.taskDone:
      emit({ ...raw, type: "queue.task.done", unfinished: entry.a, ...site })
      return true
    case KIND.closed:
      emit({ ...raw, type: "queue.closed", ...site })
      return true
  }
  return true
}

/** A record of a submitted task has the number of its calls where others have their timeout. */
const callsOf = ({ timeout }: Entry) => (timeout > 1 ? { calls: timeout } : {})

const taskOf = (entry: Entry) => `${entry.a}/${entry.b}`

function startTask(decoder: LogContext, entry: Entry, isLong: boolean, isForced: boolean): boolean {
  const { trackers, proc } = decoder
  const pool = decoder.thing(entry)?.key
  if (pool === undefined || !trackers.pools.has(pool)) return isForced
  const { tid } = entry
  const at = entry.begun / 1000
  const thread = (entry.flags & 1) === 1 ? tid : undefined
  const late: RawFact | undefined = isLong
    ? { type: "task.submitted", at, pool, proc, via: VIAS[entry.flags >> 1] ?? "applyAsync", ...decoder.callOf(entry) }
    : undefined
  const raw: RawFact = { type: "task.started", at, tid, proc, pool }
  return trackers.pools.started(raw, taskOf(entry), thread, late, isForced) || isForced
}

function tellTask(decoder: LogContext, entry: Entry, finish: Finish, isForced: boolean): boolean {
  const { trackers, proc } = decoder
  const { pools, emit } = trackers
  const { tid, kind } = entry
  const pool = decoder.thing(entry)?.key
  if (pool === undefined || !pools.has(pool)) return isForced
  const raw: RawFact = { type: "task.finished", at: entry.ended / 1000, tid, proc, pool }
  if (kind === KIND.submitted) {
    const via = VIAS[entry.flags] ?? "applyAsync"
    pools.submitted(
      { ...raw, type: "task.submitted", via, ...callsOf(entry), ...decoder.callOf(entry), ...decoder.site(entry.site) },
      taskOf(entry),
    )
    return true
  }
  if (kind === KIND.read) {
    if (pools.wasTask(pool, taskOf(entry))) emit({ ...raw, type: "task.result.read", task: `${pool}/${taskOf(entry)}` })
    return true
  }
  const outcome = (["ok", "error", "lost", "cancelled"] as const)[finish.outcome] ?? "ok"
  const text = textOf(entry)
  const result = outcome === "ok" && text !== "" ? { result: text } : {}
  return pools.finished({ ...raw, outcome, ...result }, taskOf(entry), isForced)
}
