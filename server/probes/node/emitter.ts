import { type ObservedIdentity, observer, randomKey } from "@forkscope/multiprocessing/observe/observer.ts"
import type { Given } from "./handover.ts"

/** What the probe in every thread needs to know about its process. */
export interface ProbeContext {
  /** The bundled probe: what children and threads load. */
  file: string
  given: Given
  /** The process's key. */
  key: string
  /** The kernel's number of this thread; undefined where there is no /proc. */
  tid: number | undefined
}

/** Fields of a connection's first line that say that it comes from the probe. */
const greeting = { probe: "node", version: process.versions.node } as const

/**
 * Prefix of this thread's keys. It differs from the process's key, under which the library numbers its own entities,
 * and from the prefixes of other threads.
 */
const prefix = randomKey()
let keys = 0
let isSilent = false
/** One listener for all callbacks: the program may print how many there are, and Node warns of many. */
const exitCallbacks: (() => void)[] = []

/** Opens this thread's connection to the server. */
export function connect(identity: ObservedIdentity, socket: string): void {
  process.on("exit", () => {
    for (const callback of exitCallbacks) guarded(callback)
  })
  observer.start({ ...identity, ...greeting }, socket)
}

/** Calls back when this thread ends by itself, while facts can still be reported. */
export function atExit(callback: () => void): void {
  exitCallbacks.push(callback)
}

/** A key for a new entity, unique across processes and threads. */
export function newKey(): string {
  return `${prefix}:${++keys}`
}

/** Reports one fact of this process. */
export function emit(type: string, fields: Record<string, unknown>): void {
  if (!isSilent) observer.emit({ type, ...fields })
}

/** Writes the facts reported so far: for use before something that blocks or ends this process. */
export function flushNow(): void {
  observer.flush()
}

/** Reports once that the probe has stopped because of an error; the program goes on without it. */
function fail(cause: unknown): void {
  if (isSilent) return
  const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  emit("run.noticed", { code: "PROBE_FAILED", text: `The probe in Node process ${process.pid} stopped: ${text}` })
  isSilent = true
}

/** Runs a part of the probe; an error in it does not reach the program. */
export function guarded<T>(part: () => T): T | undefined {
  try {
    return part()
  } catch (cause) {
    fail(cause)
    return undefined
  }
}
