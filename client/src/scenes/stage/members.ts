import {
  hasThreads,
  type LockEntity,
  mainOf,
  type PipeEntity,
  type PoolEntity,
  type ProcessEntity,
  processStates,
  type SegmentEntity,
  type World,
} from "@forkscope/shared/world"
import { lockUsers } from "./lockUsers.ts"
import { usersOfSegment } from "./segmentNode.ts"

/** How each entity is drawn on the stage; each one is in exactly one of these groups. */
export interface Members {
  /** Processes with a box of their own, in order of appearance. */
  readonly processes: readonly ProcessEntity[]
  readonly pools: readonly PoolEntity[]
  /** The pool slot of each worker process, for pools that are drawn. */
  readonly slotOf: ReadonlyMap<number, { readonly pool: number; readonly slot: number }>
  /** Used locks that are drawn, in order of appearance; `moreLocks` counts the other used ones. */
  readonly locks: readonly LockEntity[]
  readonly moreLocks: number
  readonly lockUsers: ReadonlyMap<number, ReadonlySet<number>>
  readonly pipes: readonly PipeEntity[]
  readonly morePipes: number
  /** Segments of shared memory that a living process has. */
  readonly segments: readonly SegmentEntity[]
  readonly moreSegments: number
  readonly endedProcesses: readonly ProcessEntity[]
  readonly endedPools: readonly PoolEntity[]
}

/** µs within which a new worker is expected to be assigned its slot. */
const SLOT_COMES = 500_000

/** Locks drawn at most, and pipes, and segments of shared memory. */
const DRAWN = 8

/** Processes that serve a library or other processes, not the program's own work. */
export const isQuiet = ({ role }: ProcessEntity) => role === "helper" || role === "manager"

const isOver = (pool: PoolEntity) =>
  (pool.isJoined || pool.isTerminated) && pool.slots.every((slot) => slot.state === "gone" || slot.worker === null)

export function membersOf(world: World): Members {
  const states = processStates(world)
  const main = mainOf(world)
  const allPools = Object.values(world.pools)
  const newest = allPools.at(-1)
  // A pool that is over stays, with its results, until the next pool is made.
  const pools = allPools.filter((pool) => !isOver(pool) || pool === newest)
  const slotOf = new Map<number, { pool: number; slot: number }>()
  for (const pool of pools) {
    // Slots of such a pool hold threads; their process has a box of its own.
    if (hasThreads(pool)) continue
    for (const { slot, worker } of pool.slots) if (worker !== null) slotOf.set(worker, { pool: pool.id, slot })
  }
  const processes: ProcessEntity[] = []
  const endedProcesses: ProcessEntity[] = []
  for (const process of Object.values(world.processes)) {
    if (slotOf.has(process.id)) continue
    if (states.get(process.id) === "gone" && process.id !== main?.id) endedProcesses.push(process)
    else if (!isBetweenSpawnAndSlot(process, world)) processes.push(process)
  }
  const isThere = (id: number) => world.processes[id] !== undefined && states.get(id) !== "gone"
  const users = lockUsers(world)
  const locks = usedLocks(world, users, isThere)
  const pipes = usedPipes(world, isThere)
  const segments = Object.values(world.segments).filter((segment) => usersOfSegment(world, segment).some(isThere))
  return {
    processes,
    pools,
    slotOf,
    ...{ locks: locks.slice(0, DRAWN).sort((a, b) => a.id - b.id), moreLocks: Math.max(0, locks.length - DRAWN) },
    lockUsers: users,
    ...{ pipes: pipes.slice(0, DRAWN), morePipes: Math.max(0, pipes.length - DRAWN) },
    ...{ segments: segments.slice(0, DRAWN), moreSegments: Math.max(0, segments.length - DRAWN) },
    endedProcesses,
    endedPools: allPools.filter((pool) => !pools.includes(pool)),
  }
}

/** Locks that were taken or are waited for, by processes that are still drawn; those with waits first. */
function usedLocks(world: World, users: Members["lockUsers"], isThere: (id: number) => boolean): LockEntity[] {
  const awaited = awaitedOf(world, "lock")
  const rank = (lock: LockEntity) => (awaited.has(lock.id) ? 0 : lock.holders.length > 0 ? 1 : 2)
  return Object.values(world.locks)
    .filter((lock) => lock.acquires > 0 || lock.holders.length > 0 || awaited.has(lock.id))
    .filter((lock) => isThere(lock.owner) || [...(users.get(lock.id) ?? [])].some(isThere))
    .sort((a, b) => rank(a) - rank(b) || a.id - b.id)
}

const awaitedOf = (world: World, kind: "lock" | "pipe") =>
  new Set(Object.values(world.ops).flatMap(({ target }) => (target.kind === kind ? target.id : [])))

/** Pipes with messages or waits, between processes that are still drawn. */
function usedPipes(world: World, isThere: (id: number) => boolean): PipeEntity[] {
  const awaited = awaitedOf(world, "pipe")
  return Object.values(world.pipes).filter(
    (pipe) =>
      (pipe.sent + pipe.received > 0 || awaited.has(pipe.id)) &&
      pipe.users.some(({ proc, isClosed }) => !isClosed && isThere(proc)),
  )
}

/** A process that will be assigned a slot in a moment: a box of its own would only flash. */
function isBetweenSpawnAndSlot(process: ProcessEntity, world: World): boolean {
  return (
    process.role === "worker" && process.exitedAt === null && world.at - (process.spawnedAt ?? world.at) < SLOT_COMES
  )
}
