import type { EventOf, Site } from "../../events/index.ts"
import { LOCKS } from "../locks.ts"
import { type Holder, KEEP, type LockEntity } from "../world.ts"
import { including, keepLast } from "./keepLast.ts"
import { waitedIn } from "./ops.ts"
import type { syncEvents } from "./types.ts"

export const reduceSync: syncEvents = {
  "join.started": (draft, { target, proc }) => {
    const joined = "proc" in target ? draft.own("processes", target.proc) : undefined
    if (joined) Object.assign(joined, { joinedBy: including(joined.joinedBy, proc) })
  },
  "lock.created": (draft, event) =>
    draft.set("locks", event.lock, {
      id: event.lock,
      kind: event.kind,
      name: event.name,
      owner: event.proc,
      seq: event.seq,
      site: event.site ?? null,
      value: event.value,
      holders: [],
      releasers: [],
      signaled: null,
      acquires: 0,
      waited: 0,
    }),
  "lock.acquire.finished": (draft, event, op) => {
    const waited = waitedIn(op, event.at)
    draft.patch(event, "locks", event.lock, (lock) => ({
      waited: lock.waited + waited,
      ...(event.outcome === "ok" ? given(lock, event, op?.site ?? null) : {}),
    }))
  },
  "lock.released": (draft, event) =>
    draft.patch(event, "locks", event.lock, (lock) => ({
      value: event.value,
      holders: withoutHolder(lock.holders, event.proc, event.tid ?? null),
      releasers: withReleaser(lock, event.proc),
      ...(lock.kind === "condition" || (lock.kind === "event" && event.value > 0)
        ? { signaled: { ...origin(event), proc: event.proc, tid: event.tid ?? null, at: event.at } }
        : {}),
    })),
  "lock.sampled": (draft, event) => {
    draft.patch(event, "locks", event.lock, (lock) => ({
      acquires: lock.acquires + event.acquires,
      waited: lock.waited + event.waited,
    }))
    draft.patch(event, "processes", event.proc, (process) => ({
      waited: draft.raised(process.waited, "acquire", event.waited),
    }))
  },
}

function given(lock: LockEntity, event: EventOf<"lock.acquire.finished">, asked: Site | null): Partial<LockEntity> {
  if (!LOCKS[lock.kind].isHeld) return { acquires: lock.acquires + 1 }
  const holder: Holder = {
    proc: event.proc,
    tid: event.tid ?? null,
    since: event.at,
    seq: event.seq,
    site: event.site ?? asked,
  }
  return {
    acquires: lock.acquires + 1,
    value: Math.max(0, lock.value - 1),
    holders: keepLast(lock.holders, holder, KEEP.holders),
  }
}

const origin = ({ seq, site }: EventOf<"lock.released">) => ({ seq, site: site ?? null })

function withReleaser({ holders, releasers }: LockEntity, proc: number): LockEntity["releasers"] {
  if (holders.some((holder) => holder.proc === proc) || releasers.includes(proc)) return releasers
  return keepLast(releasers, proc)
}

/**
 * Removes the holder that releases: the thread, else its process, else the oldest (any process may release a
 * semaphore).
 */
function withoutHolder(holders: readonly Holder[], proc: number, tid: number | null): readonly Holder[] {
  const exact = holders.findIndex((holder) => holder.proc === proc && holder.tid === tid)
  const ours = exact >= 0 ? exact : holders.findIndex((holder) => holder.proc === proc)
  return holders.toSpliced(Math.max(0, ours), 1)
}
