import type { Micros } from "../../base/index.ts"
import {
  isAlive,
  type LostWorker,
  type PoolEntity,
  type ProcessEntity,
  type ThreadEntity,
  type World,
} from "../../world/index.ts"
import { queuedBetween } from "../cpuTime.ts"
import { hasWork } from "./threads.ts"

/** Why a pool can never finish its tasks. */
export type PoolTrouble =
  /** A worker was killed while it waited for a task, and took the lock of the task queue with it. */
  | { readonly kind: "reader"; readonly worker: LostWorker }
  /** Every worker ends before its first task. */
  | { readonly kind: "starts"; readonly worker: LostWorker }
  /** All workers have ended, and the pool starts no other. `last`: the one that ended last. */
  | { readonly kind: "empty"; readonly last: ProcessEntity }
  /** A thread of the pool itself, which hands out tasks or collects results, was ended by an exception. */
  | { readonly kind: "thread"; readonly thread: ThreadEntity }

/** An idle worker takes a task sooner than this, µs; time that it spends in line for a CPU does not count. */
const TAKEN: Micros = 1_000_000
/** A pool replaces a worker that ended sooner than this, µs. */
const REPLACED: Micros = 2_000_000
/** Failed starts that are no coincidence, beyond one for each slot. */
const STARTS = 3

/** @returns null where the pool can go on, or where that is not known. */
export function troubleOf(world: World, now: Micros, pool: PoolEntity): PoolTrouble | null {
  const owner = world.processes[pool.owner]
  if (!owner || !isAlive(owner) || pool.isTerminated) return null
  const thread = Object.values<ThreadEntity>(owner.threads).find(
    (one) => one.pool === pool.id && one.raised !== null && one.exitedAt !== null,
  )
  if (thread) return { kind: "thread", thread }
  if (!hasWork(pool) || pool.kind === "threadPool" || pool.kind === "threadExecutor") return null
  const newest = pool.lostWorkers.at(-1)
  if (newest && pool.failedStarts >= pool.slots.length + STARTS) return { kind: "starts", worker: newest }
  return emptied(world, now, pool, owner) ?? withoutReader(world, now, pool)
}

function emptied(world: World, now: Micros, pool: PoolEntity, owner: ProcessEntity): PoolTrouble | null {
  let last: ProcessEntity | null = null
  for (const { worker } of pool.slots) {
    if (worker === null) continue
    const process = world.processes[worker]
    if (!process || process.exitedAt === null) return null
    if (last === null || process.exitedAt > (last.exitedAt ?? 0)) last = process
  }
  const since = Math.max(last?.exitedAt ?? now, lastSubmitted(world, pool))
  return last && now - since - queuedBetween(owner, since, now) >= REPLACED ? { kind: "empty", last } : null
}

/** All workers wait, although there are tasks, since one was killed in the midst of waiting. */
function withoutReader(world: World, now: Micros, pool: PoolEntity): PoolTrouble | null {
  const killed = pool.kind === "pool" ? pool.lostWorkers.findLast(({ state }) => state === "idle") : undefined
  const oldest = pool.backlog[0] === undefined ? undefined : world.tasks[pool.backlog[0]]
  if (!killed || !oldest) return null
  const since = Math.max(killed.at, oldest.submittedAt)
  for (const { worker, state } of pool.slots) {
    const process = worker === null ? undefined : world.processes[worker]
    if (state !== "idle" || !process || !isAlive(process) || isReading(process)) return null
    if (now - since - queuedBetween(process, since, now) < TAKEN) return null
  }
  return { kind: "reader", worker: killed }
}

/** Whether the worker is the one that waits at the pipe of the task queue, where the kernel tells it. */
const isReading = ({ wchan }: ProcessEntity) => wchan !== null && /pipe_read|pipe_wait/.test(wchan)

const lastSubmitted = (world: World, { backlog }: PoolEntity): Micros =>
  Math.max(0, ...backlog.slice(-1).map((id) => world.tasks[id]?.submittedAt ?? 0))
