import type { LogContext } from "./logContext.ts"
import type { RawFact } from "./rawFact.ts"

type Json = Record<string, unknown>

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

/** Tells what a process wrote as JSON: facts, and words about itself. Times in µs. */
export function emitRecord(decoder: LogContext, fact: Json, at: number, tid: number): void {
  const { trackers, log } = decoder
  const { processes } = trackers
  switch (fact.tell) {
    case "hello":
      hello(decoder, fact, at)
      return
    case "am":
      decoder.arrived()
      decoder.addFirst(at, () => {
        processes.becomes(at, log.ident, String(fact.proc), String(fact.name), String(fact.method))
        return true
      })
      return
    case "role":
      decoder.add(at, () => {
        processes.role(at, log.ident, fact.role === "manager" ? "manager" : "worker")
        return true
      })
      return
    case "failed":
      decoder.add(at, (isForced) => {
        if (!trackers.pools.has(String(fact.pool))) return isForced
        trackers.pools.failed({ type: "", at, pool: fact.pool }, String(fact.task), fact.error)
        return true
      })
      return
  }
  if (typeof fact.type !== "string") return
  const { site, type, number, ...rest } = fact
  if (type === "process.created") decoder.define(Number(number), "process", String(fact.proc))
  decoder.add(at, (isForced) => {
    const raw: RawFact = { ...rest, type: String(type), at, tid, ...decoder.site(site) }
    return tellFact(decoder, raw, isForced)
  })
}

function hello(decoder: LogContext, fact: Json, at: number): void {
  const { trackers, log } = decoder
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
  // A child of the fork server says who it is when it has read what to run.
  if (fact.server === true && isFork && word.proc === undefined) decoder.await()
  decoder.addFirst(at, (isForced) => {
    if (decoder.isAwaited && !isForced) return false
    trackers.processes.hello(
      at,
      decoder.isAwaited || fact.server !== true ? word : { ...word, startMethod: serverMethod(word) },
    )
    return true
  })
}

const serverMethod = (word: { startMethod?: string | undefined; role?: string | undefined }) =>
  word.role === "helper" ? word.startMethod : "forkserver"

/** Events that name no process that did it. */
const NOBODYS = new Set(["run.noticed", "pool.worker.added", "pool.worker.ready", "pool.worker.removed"])

/** What each fact speaks of must be known before it. */
function tellFact(decoder: LogContext, raw: RawFact, isForced: boolean): boolean {
  const { trackers, proc } = decoder
  const { processes, queues, pools, locks, pipes, emit } = trackers
  if (raw.proc === undefined && !NOBODYS.has(raw.type)) raw.proc = proc
  for (const name of ["parent", "from", "proc", "manager"]) {
    const key = raw[name]
    if (typeof key === "string") raw[name] = processes.keyOf(key)
  }
  if (raw.type === "run.noticed") delete raw.tid
  switch (raw.type) {
    case "process.created":
      processes.created(raw)
      return true
    case "process.signaled":
    case "process.checked":
    case "process.reaped":
      if (!processes.isKnown(String(raw.proc))) return isForced
      if (raw.type === "process.reaped") delete raw.tid
      break
    case "queue.created":
      queues.created(raw)
      return true
    case "pool.created":
      pools.created(raw)
      return true
    case "lock.created":
      locks.add(String(raw.lock))
      break
    case "pipe.created":
      pipes.add(String(raw.pipe))
      break
  }
  if (raw.type.startsWith("pool.")) {
    if (!pools.has(String(raw.pool))) return isForced
    if (typeof raw.worker === "string") raw.worker = processes.keyOf(raw.worker)
    if (raw.type === "pool.worker.added") {
      pools.workerAdded(raw)
      return true
    }
    if (raw.type === "pool.worker.ready") return pools.workerReady(raw) || isForced
  }
  emit(raw)
  return true
}
