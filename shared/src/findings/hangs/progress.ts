import type { Micros } from "../../base/index.ts"
import type { Op, ProcessEntity, World } from "../../world/index.ts"
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
  readonly ops: readonly Op[]
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
  opsOf: ReadonlyMap<number, readonly Op[]>,
): Progress {
  const waiting = new Map<number, Waiter>()
  const places = placesOf(world)
  const able = new Set<number>()
  for (const process of alive) {
    const ops = opsOf.get(process.id) ?? []
    if (isServant(process)) continue
    const threads = byThread(process, ops)
    const isFreeOne = isFree(world, process)
    const isBlocking = process.observed?.calls === "blocking"
    for (const tid of programThreads(process, places, threads.keys())) {
      const key = keyOf(process.id, tid)
      const open = threads.get(tid) ?? []
      const asked = isBlocking ? innermost(open) : open
      const canAct = isFreeOne || isRunnable(process, tid) || isInterruptible(process, tid)
      const isWaiting = !canAct && asked.length > 0 && asked.every((op) => isForEver(op, now))
      if (isWaiting) waiting.set(key, { key, proc: process.id, tid, ops: asked })
      else able.add(key)
    }
  }
  const resolver = new WaitResolver(world, now, places, able, new Set(waiting.keys()))
  let isChanging = waiting.size > 0
  while (isChanging) {
    isChanging = false
    for (const waiter of waiting.values()) {
      if (!waiter.ops.some((op) => resolver.canEnd(op, waiter.tid))) continue
      waiting.delete(waiter.key)
      resolver.release(waiter.key)
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

/** Whether a signal may make the thread run a function of the program at any time. A child inherits no timers. */
const isInterruptible = (process: ProcessEntity, tid: number) =>
  tid === mainThread(process) &&
  process.handles.some(({ signal, isInherited }) => WAKING.has(signal) && !(isInherited && signal === "SIGALRM"))

const isForEver = (op: Op, now: Micros) => op.timeout === null && op.kind !== "sleep" && now - op.startedAt >= SETTLED

function innermost(ops: readonly Op[]): readonly Op[] {
  let newest = ops[0]
  if (!newest || ops.length === 1) return ops
  for (const op of ops)
    if (op.startedAt > newest.startedAt || (op.startedAt === newest.startedAt && op.seq > newest.seq)) newest = op
  return [newest]
}
