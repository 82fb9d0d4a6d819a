import { mainOf, type PoolEntity, type ProcessEntity, processStates, type World } from "@forkscope/shared/world"

/** Who is drawn where on the stage: everything that is known is in exactly one of these. */
export interface Members {
  /** With a box of their own, in the order in which they appeared. */
  readonly processes: readonly ProcessEntity[]
  readonly pools: readonly PoolEntity[]
  /** The slot that a process works in, of pools that are drawn. */
  readonly slotOf: ReadonlyMap<number, { readonly pool: number; readonly slot: number }>
  readonly endedProcesses: readonly ProcessEntity[]
  readonly endedPools: readonly PoolEntity[]
}

/** µs in which a new worker is expected to be given its slot. */
const SLOT_COMES = 500_000

const isOver = (pool: PoolEntity) =>
  (pool.isJoined || pool.isTerminated) && pool.slots.every((slot) => slot.state === "gone" || slot.worker === null)

export function membersOf(world: World): Members {
  const states = processStates(world)
  const main = mainOf(world)
  const allPools = Object.values(world.pools)
  const newest = allPools.at(-1)
  // A pool that is over makes room as soon as there is another; until then its results stay to be looked at.
  const pools = allPools.filter((pool) => !isOver(pool) || pool === newest)
  const slotOf = new Map<number, { pool: number; slot: number }>()
  for (const pool of pools) {
    for (const { slot, worker } of pool.slots) if (worker !== null) slotOf.set(worker, { pool: pool.id, slot })
  }
  const processes: ProcessEntity[] = []
  const endedProcesses: ProcessEntity[] = []
  for (const process of Object.values(world.processes)) {
    if (slotOf.has(process.id)) continue
    if (states.get(process.id) === "gone" && process.id !== main?.id) endedProcesses.push(process)
    else if (!isBetweenSpawnAndSlot(process, world)) processes.push(process)
  }
  return { processes, pools, slotOf, endedProcesses, endedPools: allPools.filter((pool) => !pools.includes(pool)) }
}

/** Its pool will name its slot in a moment: a box of its own would flash up and go. */
function isBetweenSpawnAndSlot(process: ProcessEntity, world: World): boolean {
  return (
    process.role === "worker" && process.exitedAt === null && world.at - (process.spawnedAt ?? world.at) < SLOT_COMES
  )
}
