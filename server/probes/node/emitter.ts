import { type ObservedIdentity, observer, randomKey } from "@forkscope/multiprocessing/observe/observer.ts"

/** What every thread's part of the probe needs to know of its process. */
export interface ProbeContext {
  /** The bundled probe: what children and threads load. */
  file: string
  /** Where the server listens. */
  socket: string
  /** The process's key. */
  key: string
  /** The kernel's number of this thread; undefined where there is no /proc. */
  tid: number | undefined
}

/** Fields that say on a connection's first line that the probe speaks. */
const greeting = { probe: "node", version: process.versions.node } as const

/** The library numbers its own entities under the process's key, and each thread of it speaks. */
const prefix = randomKey()
let spoken = 0
let isSilent = false
/** One listener for all: the program may print how many there are, and Node warns of many. */
const lastWords: (() => void)[] = []

/** Opens this thread's connection to the server. */
export function connect(identity: ObservedIdentity, socket: string): void {
  process.on("exit", () => {
    for (const say of lastWords) guarded(say)
  })
  observer.start({ ...identity, ...greeting }, socket)
}

/** Calls back when this thread ends by itself, while facts can still be told. */
export function atExit(say: () => void): void {
  lastWords.push(say)
}

/** A key for a new entity, unique across processes and threads. */
export function newKey(): string {
  return `${prefix}:${++spoken}`
}

/** Says one fact of this process. */
export function emit(type: string, fields: Record<string, unknown>): void {
  if (!isSilent) observer.emit({ type, ...fields })
}

/** Writes what was said by now: before something that blocks or ends this process. */
export function flushNow(): void {
  observer.flush()
}

/** Says once that the probe gave up; the program goes on without it. */
function fail(cause: unknown): void {
  if (isSilent) return
  const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  emit("run.noticed", { code: "PROBE_FAILED", text: `The probe in Node process ${process.pid} stopped: ${text}` })
  isSilent = true
}

/** Runs a part of the probe; nothing that goes wrong in it reaches the program. */
export function guarded<T>(part: () => T): T | undefined {
  try {
    return part()
  } catch (cause) {
    fail(cause)
    return undefined
  }
}
