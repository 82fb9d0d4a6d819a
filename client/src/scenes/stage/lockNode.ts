import { lockCall, nameOf } from "@forkscope/shared/names"
import { isNeverHeld, type LockEntity, type World, waitingFor } from "@forkscope/shared/world"
import type { Box, Size } from "../geometry.ts"
import { type Badges, badgeOf } from "./badges.ts"
import type { LockNode } from "./nodes.ts"

export const LOCK: Size = { width: 152, height: 44 }

export function lockNode(world: World, lock: LockEntity, box: Box, badges: Badges): LockNode {
  const signal = isNeverHeld(lock)
  return {
    key: `l${lock.id}`,
    id: lock.id,
    box,
    name: nameOf(world, { kind: "lock", id: lock.id }),
    call: lockCall(lock),
    badge: badgeOf(badges, "lock", lock.id),
    state: signal ? (lock.value > 0 ? "set" : "unset") : isTaken(lock) ? "held" : "free",
    holders: lock.holders.map(({ proc }) => String(world.processes[proc]?.pid ?? proc)),
    waiting: waitingFor(world, { kind: "lock", id: lock.id }).length,
    places: lock.kind === "semaphore" ? lock.value : null,
  }
}

/** A semaphore has room for others until its last place is gone. */
const isTaken = ({ kind, value, holders }: LockEntity) => (kind === "semaphore" ? value === 0 : holders.length > 0)
