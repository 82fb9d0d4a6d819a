import type { Micros } from "../base/index.ts"
import { LOCKS } from "./locks.ts"
import { newestFirst } from "./ring.ts"
import { type EntityRef, isOf } from "./target.ts"
import type { LockEntity, Op, PoolEntity, ProcessEntity, QueueEntity, Sample, TaskEntity, World } from "./world.ts"

/** How an interval was spent, measured from the kernel's accounts; the three shares add up to 1. */
export interface Shares {
  readonly running: number
  readonly ready: number
  readonly waiting: number
  /** Length of the interval, µs. */
  readonly interval: Micros
}

/** Samplers report changes within this time, µs: without a sample for longer, the counters have not changed. */
const SILENCE = 300_000

/**
 * Shares over the `window` µs before `now`; null with fewer than two samples. `samples` are newest first.
 *
 * With several threads the sums may exceed the interval; then running and ready are scaled to fit, so a process with
 * two busy threads on two cores is 100 % running. `load` is the unscaled figure.
 */
export function sharesOver(samples: Iterable<Sample>, window: Micros, now: Micros): (Shares & { load: number }) | null {
  let last: Sample | undefined
  let first: Sample | undefined
  for (const sample of samples) {
    if (!last) {
      const isSilent = now - sample.at > SILENCE
      last = isSilent ? { ...sample, at: now } : sample
      if (!isSilent) continue
    }
    first = sample
    if (last.at - sample.at >= window) break
  }
  return last && first ? between(first, last) : null
}

/** Shares of the interval between two samples. */
export function between(first: Sample, last: Sample): Shares & { load: number } {
  const interval = Math.max(1, last.at - first.at)
  const cpu = (last.cpu - first.cpu) / interval
  const queued = (last.queued - first.queued) / interval
  const scale = 1 / Math.max(1, cpu + queued)
  const running = cpu * scale
  const ready = queued * scale
  return { running, ready, waiting: Math.max(0, 1 - running - ready), interval, load: cpu }
}

/** Shares over the `window` µs before `now` (default: 100 ms, below which the counters are too coarse). */
export function recentShares(
  process: ProcessEntity,
  now: Micros,
  window: Micros = 100_000,
): (Shares & { load: number }) | null {
  return sharesOver(newestFirst(process.samples), window, now)
}

export function isAlive(process: ProcessEntity): boolean {
  return process.spawnedAt !== null && process.exitedAt === null
}

/** The open wait that says most of a process (see `isNearer`). */
export function waitOf(world: World, id: number): Op | null {
  const process = world.processes[id]
  let nearest: Op | null = null
  for (const op of Object.values(world.ops)) {
    if (op.proc !== id || !op.block || op.isAbandoned) continue
    if (!nearest || isNearer(process, op, nearest)) nearest = op
  }
  return nearest
}

/**
 * Whether a wait says more of its process than another one: that of its main thread before that of an asyncio task, and
 * that before those of other threads; of two alike the newer one.
 */
export function isNearer(process: ProcessEntity | undefined, op: Op, than: Op): boolean {
  const [one, other] = [nearness(process, op), nearness(process, than)]
  return one < other || (one === other && op.startedAt >= than.startedAt)
}

function nearness(process: ProcessEntity | undefined, { tid }: Op): number {
  if (tid === null || tid === process?.pid) return 0
  return process?.threads[tid]?.role === "task" ? 1 : ELSEWHERE
}

const ELSEWHERE = 2

/** Whether a thread waits, but neither the main thread of its process nor one of its asyncio tasks. */
export const isElsewhere = (process: ProcessEntity | undefined, op: Op): boolean => nearness(process, op) === ELSEWHERE

/** Whether the number of a thread is that of an asyncio task: threads have numbers up to 2^22. */
export const isTaskNumber = (tid: number): boolean => tid > 2 ** 22

/** Open operations that wait for an entity, in the order in which they began. */
export function waitingFor(world: World, { kind, id }: EntityRef): Op[] {
  return Object.values(world.ops)
    .filter((op) => op.block && isOf(op.target, kind, id))
    .sort((a, b) => a.startedAt - b.startedAt)
}

/** Open puts or gets on a queue, in the order in which they began. */
export function waitingAt(world: World, queue: number, kind: "put" | "get"): Op[] {
  return Object.values(world.ops)
    .filter((op) => op.kind === kind && isOf(op.target, "queue", queue))
    .sort((a, b) => a.startedAt - b.startedAt)
}

/** The roots of the process tree: processes without a parent in the run. */
export function rootsOf(world: World): ProcessEntity[] {
  return Object.values(world.processes).filter((process) => process.parent === null || !world.processes[process.parent])
}

export function childrenOf(world: World, id: number): ProcessEntity[] {
  return Object.values(world.processes).filter((process) => process.parent === id)
}

/** The process whose main thread runs the program; for a lab, the process that runs the lines. */
export function mainOf(world: World): ProcessEntity | undefined {
  return Object.values(world.processes).find((process) => process.role === "main") ?? rootsOf(world)[0]
}

export function tasksOf(world: World, pool: number): TaskEntity[] {
  return Object.values(world.tasks).filter((task) => task.pool === pool)
}

export function isBounded(queue: QueueEntity): boolean {
  return queue.maxsize > 0 && queue.maxsize < 2_147_483_647
}

export function isFull(queue: QueueEntity): boolean {
  return isBounded(queue) && queue.depth >= queue.maxsize
}

/** Whether any process may wake a thread that waits for the lock: it is never held, or not held by another thread. */
export function canAnyoneWake(lock: LockEntity, proc: number, tid: number): boolean {
  if (!LOCKS[lock.kind].isHeld) return true
  return lock.holders.every((holder) => holder.proc === proc && (holder.tid === null || holder.tid === tid))
}

/** Whether a pool's workers are threads of the process that created it. */
export function hasThreads({ kind }: Pick<PoolEntity, "kind">): boolean {
  return kind === "threadPool" || kind === "threadExecutor"
}

/** Whether a task is a call of a function, and not what its library calls it: a test, a file, a request. */
export function isCall({ fn, args }: Pick<TaskEntity, "fn" | "args">): boolean {
  return args !== "" || !/[\s/:]|\.[cm]?[jt]sx?$/.test(fn)
}

/** Sum of errors that nobody has read, over all pools. */
export function unreadErrors(world: World): number {
  return Object.values(world.pools).reduce((sum, pool) => sum + pool.unreadErrors, 0)
}

/** CPU load over the last second, of one machine or of the whole run; 1 is one core. */
export function loadOf(world: World, host?: number): number {
  let load = 0
  for (const process of Object.values(world.processes)) {
    if (isAlive(process) && (host === undefined || process.host === host))
      load += recentShares(process, world.at, 1_000_000)?.load ?? 0
  }
  return load
}

/** The lab variable that holds the entity, e.g. `p1`; null if there is none. */
export function variableOf(world: World, kind: string, id: number): string | null {
  const entry = Object.entries(world.names).findLast(([, bound]) => bound.kind === kind && bound.id === id)
  return entry?.[0] ?? null
}
