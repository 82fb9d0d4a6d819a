import { lockCall } from "@forkscope/shared/names"
import { LOCKS, type LockEntity, type World, waitingFor } from "@forkscope/shared/world"
import type { Box, Size } from "../geometry.ts"
import type { Badges } from "./badges.ts"
import { entityNode } from "./entityNode.ts"
import type { LockNode } from "./nodes.ts"

export const LOCK: Size = { width: 152, height: 44 }

export function lockNode(world: World, lock: LockEntity, box: Box, badges: Badges): LockNode {
  const { isHeld, isExclusive } = LOCKS[lock.kind]
  return {
    ...entityNode(world, "lock", lock.id, box, badges),
    call: lockCall(lock),
    state: isHeld ? (isTaken(lock) ? "held" : "free") : lock.value > 0 ? "set" : "unset",
    holders: lock.holders.map(({ proc }) => String(world.processes[proc]?.pid ?? proc)),
    waiting: waitingFor(world, { kind: "lock", id: lock.id }).length,
    places: isHeld && !isExclusive ? lock.value : null,
  }
}

/** A semaphore is taken when it has no free place left. */
const isTaken = ({ kind, value, holders }: LockEntity) => (LOCKS[kind].isExclusive ? holders.length > 0 : value === 0)
