import type { Micros } from "../../base/index.ts"
import type { ProcessEntity, Wait, World } from "../../world/index.ts"
import { Activity } from "./activity.ts"
import { kernelWait, livingThreads } from "./kernelWaits.ts"
import { byThread, isFree, isServant, keyOf, mainThread, type Places, placesOf, programThreads } from "./threads.ts"
import { WaitResolver } from "./waitResolver.ts"

/** A wait younger than this is not yet taken as stuck, µs: the fact that ends it may still be on its way. */
const SETTLED: Micros = 700_000

/** A thread that waits without a timeout. */
export interface Waiter {
  readonly key: number
  readonly proc: number
  readonly tid: number
  /**
   * What it waits for: where calls block, its innermost wait; on an event loop all open waits, any of which may end.
   */
  readonly ops: readonly Wait[]
}

export interface Progress {
  readonly world: World
  readonly now: Micros
  readonly places: Places
  /** Threads that can never go on, by key. */
  readonly stuck: ReadonlyMap<number, Waiter>
  readonly resolver: WaitResolver
}

/**
 * Separates threads that can still go on from those that are stuck. A thread can go on if it does not wait, if it waits
 * with a timeout, or if it waits for something that a thread that can go on may do. All others wait forever.
 */
export function progressOf(
  world: World,
  now: Micros,
  alive: readonly ProcessEntity[],
  opsOf: ReadonlyMap<number, readonly Wait[]>,
): Progress {
  const waiting = new Map<number, Waiter>()
  const places = placesOf(world)
  const able = new Set<number>()
  const service = new Map<number, Waiter>()
  const ready = new Set<number>()
  for (const process of alive) {
    const ops = opsOf.get(process.id) ?? []
    if (isServant(process)) {
      ready.add(keyOf(process.id, mainThread(process)))
      continue
    }
    const threads = byThread(process, ops)
    const isFreeOne = isFree(world, process)
    const isBlocking = process.observed?.calls === "blocking"
    const isInPool = places.ofProcess.has(process.id)
    const ofKernel = (tid: number) => (world.run?.kind === "lab" || isInPool ? null : kernelWait(process, tid))
    const tids = programThreads(process, places, threads.keys())
    if (process.observed === null) for (const tid of livingThreads(process)) tids.add(tid)
    for (const tid of tids) {
      const key = keyOf(process.id, tid)
      const open = threads.get(tid) ?? []
      const inKernel = open.length === 0 ? ofKernel(tid) : null
      const asked = inKernel ? [inKernel] : isBlocking ? innermost(open) : open
      const isFreed = isFreeOne && (inKernel === null || process.isStopped)
      const canAct = isFreed || isRunnable(process, tid) || isInterruptible(world, process, tid, asked)
      const isWaiting = !canAct && asked.length > 0 && asked.every((op) => isForEver(op, now))
      if (isWaiting) waiting.set(key, { key, proc: process.id, tid, ops: asked })
      else able.add(key)
    }
    for (const tid of livingThreads(process)) {
      const key = keyOf(process.id, tid)
      const wait = tids.has(tid) ? null : ofKernel(tid)
      if (wait && isForEver(wait, now)) service.set(key, { key, proc: process.id, tid, ops: [wait] })
      else if (!tids.has(tid)) ready.add(key)
    }
  }
  const activity = new Activity(able, ready, new Set(waiting.keys()))
  const resolver = new WaitResolver(world, now, places, activity)
  let isChanging = waiting.size > 0
  while (isChanging) {
    isChanging = false
    for (const waiter of [...waiting.values(), ...service.values()]) {
      if (!waiter.ops.some((op) => resolver.canEnd(op, waiter.tid))) continue
      if (waiting.delete(waiter.key)) activity.release(waiter.key)
      else {
        service.delete(waiter.key)
        activity.releaseService(waiter.key)
      }
      isChanging = true
    }
  }
  return { world, now, places, stuck: waiting, resolver }
}

/**
 * Whether the kernel would run the thread if a core were free: then its wait has ended, though on a busy machine it has
 * not had the time to say so. The kernel's state of a process is that of its main thread.
 */
const isRunnable = (process: ProcessEntity, tid: number) => process.letter === "R" && tid === mainThread(process)

/**
 * Signals that may make a waiting program act: from a timer or another process. Not those that are to end it, nor those
 * that only come when it uses a CPU or a child ends.
 */
const WAKING: ReadonlySet<string> = new Set(["SIGALRM", "SIGUSR1", "SIGUSR2"])
/** Signals that ask a program to end: a function for them mostly sets an event, for which the main thread waits. */
const ENDING: ReadonlySet<string> = new Set(["SIGTERM", "SIGHUP"])

/** Whether a signal may make the thread run a function of the program at any time. A child inherits no timers. */
function isInterruptible(world: World, process: ProcessEntity, tid: number, waits: readonly Wait[]): boolean {
  if (tid !== mainThread(process)) return false
  const isForEvent = waits.some(
    ({ target }) =>
      (target.kind === "lock" && world.locks[target.id]?.kind === "event") ||
      (target.kind === "kernel" && target.call === "futex"),
  )
  return process.handles.some(
    ({ signal, isInherited }) =>
      (WAKING.has(signal) && !(isInherited && signal === "SIGALRM")) || (isForEvent && ENDING.has(signal)),
  )
}

const isForEver = (op: Wait, now: Micros) => op.timeout === null && op.kind !== "sleep" && now - op.startedAt >= SETTLED

function innermost(ops: readonly Wait[]): readonly Wait[] {
  let newest = ops[0]
  if (!newest || ops.length === 1) return ops
  for (const op of ops)
    if (op.startedAt > newest.startedAt || (op.startedAt === newest.startedAt && op.seq > newest.seq)) newest = op
  return [newest]
}
