import { nameOf, poolCall } from "@forkscope/shared/names"
import type { World } from "@forkscope/shared/world"
import type { Members } from "./members.ts"
import type { EndedChip, StageScene } from "./nodes.ts"

/** Ended processes and pools named in the row; the others are only counted. */
const CHIPS = 5

/** The number of ended processes and pools, and the last few of them, newest first. */
export function endedOf(world: World, members: Members): StageScene["ended"] {
  const processes = [...members.endedProcesses].sort((a, b) => (b.reapedAt ?? 0) - (a.reapedAt ?? 0))
  const pools = members.endedPools.map(
    (pool): EndedChip => ({
      key: `P${pool.id}`,
      ref: { kind: "pool", id: pool.id },
      name: poolCall(pool),
      pid: null,
      exitCode: null,
      unreadErrors: pool.unreadErrors,
    }),
  )
  const chips = processes.slice(0, CHIPS).map(
    (process): EndedChip => ({
      key: `p${process.id}`,
      ref: { kind: "process", id: process.id },
      name: nameOf(world, { kind: "process", id: process.id }),
      pid: process.pid,
      exitCode: process.exitCode,
      unreadErrors: 0,
    }),
  )
  // Pools with unread errors stay named, however many ended after them.
  const kept = [...pools.filter((pool) => pool.unreadErrors > 0), ...pools.filter((pool) => pool.unreadErrors === 0)]
  return {
    count: processes.length + members.endedPools.length,
    chips: [...kept.slice(0, 3), ...chips].slice(0, CHIPS + 1),
  }
}
