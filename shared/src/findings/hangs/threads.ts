import { type Micros, push } from "../../base/index.ts"
import type { PoolEntity, ProcessEntity, Slot, Wait, World } from "../../world/index.ts"

/** Greater than every thread id: on Linux these are at most 2^22. */
const THREADS = 2 ** 23

/** For this long after a process ended, some of its facts may not have been read yet, µs. */
export const WAKE: Micros = 300_000

/** A number that identifies a thread in a run, made of its process and its thread id. */
export const keyOf = (proc: number, tid: number) => proc * THREADS + tid

/** The process of a thread, from its key. */
export const procOfKey = (key: number) => Math.floor(key / THREADS)

/** The thread that runs the program; 0 where the process has no PID yet. */
export const mainThread = (process: ProcessEntity) => process.pid ?? 0

/** The slot that each worker process or worker thread serves. */
export interface Places {
  readonly ofProcess: ReadonlyMap<number, Place>
  readonly ofThread: ReadonlyMap<number, Place>
}

interface Place {
  readonly pool: PoolEntity
  readonly slot: Slot
}

export function placesOf(world: World): Places {
  const ofProcess = new Map<number, Place>()
  const ofThread = new Map<number, Place>()
  for (const pool of Object.values(world.pools)) {
    for (const slot of pool.slots) {
      if (slot.worker === null || slot.state === "gone") continue
      if (slot.thread === null) ofProcess.set(slot.worker, { pool, slot })
      else ofThread.set(keyOf(slot.worker, slot.thread), { pool, slot })
    }
  }
  return { ofProcess, ofThread }
}

/** Whether a worker may run the program's own code: it has a task, or may take one at any moment. */
export const isAtWork = ({ pool, slot }: Place) => slot.state !== "idle" || hasWork(pool)

export const hasWork = (pool: PoolEntity) =>
  !pool.isTerminated && (pool.submitted > pool.finished || pool.uncounted > 0)

/**
 * Whether the process may do anything at any moment, since its calls are not reported, or not all of them: only the
 * kernel reports it, it is suspended, it is a lab that waits for lines, or it runs an event loop, where a timer may
 * fire at any time.
 */
export function isFree(world: World, process: ProcessEntity): boolean {
  if (process.isStopped) return true
  if (world.run?.kind === "lab") {
    if (process.role === "main" || process.daemon) return true
    // A process that only the kernel reports was not started through the library.
    return process.observed === null && process.told.created === null && process.role === "child"
  }
  return process.observed?.calls !== "blocking"
}

/** Whether the process serves a library and never runs the program's own code. */
export const isServant = (process: ProcessEntity) => process.role === "helper" || process.role === "manager"

/** Threads that may run the program's own code: the main thread, its own threads, busy pool threads, all that wait. */
export function programThreads(process: ProcessEntity, places: Places, waiting: Iterable<number>): Set<number> {
  const tids = new Set<number>(waiting)
  const place = places.ofProcess.get(process.id)
  if (!place || isAtWork(place)) tids.add(mainThread(process))
  for (const { tid, role, exitedAt } of Object.values(process.threads)) {
    if (exitedAt !== null) continue
    if (role === "user") tids.add(tid)
    if (role === "pool") {
      const slot = places.ofThread.get(keyOf(process.id, tid))
      if (slot && isAtWork(slot)) tids.add(tid)
    }
  }
  return tids
}

/** Open waits by thread; a wait of an unknown thread counts for the main thread. */
export function byThread(process: ProcessEntity, ops: readonly Wait[]): Map<number, Wait[]> {
  const threads = new Map<number, Wait[]>()
  for (const op of ops) {
    if (!op.block) continue
    const tid = op.tid ?? mainThread(process)
    push(threads, tid, op)
  }
  return threads
}
