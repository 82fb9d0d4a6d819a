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
    state: isHeld ? (isTaken(lock) ? "held" : "free") : signalState(lock),
    holders: lock.holders.map(({ proc }) => String(world.processes[proc]?.pid ?? proc)),
    waiting: waitingFor(world, { kind: "lock", id: lock.id }).length,
    places: lock.kind === "barrier" || (isHeld && !isExclusive) ? lock.value : null,
  }
}

/** Only an event is set or not: the value of a barrier is the number of its parties, and a condition has none. */
const signalState = ({ kind, value }: LockEntity) => (kind !== "event" ? "signal" : value > 0 ? "set" : "unset")

/** A semaphore is taken when it has no free place left. */
const isTaken = ({ kind, value, holders }: LockEntity) => (LOCKS[kind].isExclusive ? holders.length > 0 : value === 0)
