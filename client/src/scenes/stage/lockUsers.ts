import { type Chunk, itemsOf, type Slice, type World } from "@forkscope/shared/world"

const known = new WeakMap<Chunk<Slice>, ReadonlySet<number>>()

/** Locks that the waits in a chunk were for. A chunk of slices never changes, so it is read once. */
function locksIn(chunk: Chunk<Slice>): ReadonlySet<number> {
  const before = known.get(chunk)
  if (before) return before
  const locks = new Set<number>()
  for (const { target } of itemsOf(chunk)) if (target.kind === "lock") locks.add(target.id)
  known.set(chunk, locks)
  return locks
}

/**
 * The processes that use each lock: they hold it, wait for it, or took it recently. The last group keeps the picture
 * steady while a lock passes from process to process.
 */
export function lockUsers(world: World): ReadonlyMap<number, ReadonlySet<number>> {
  const users = new Map<number, Set<number>>()
  if (Object.keys(world.locks).length === 0) return users
  const add = (lock: number, proc: number) => {
    const set = users.get(lock)
    if (set) set.add(proc)
    else users.set(lock, new Set([proc]))
  }
  for (const process of Object.values(world.processes)) {
    if (process.reapedAt !== null) continue
    for (const chunk of process.slices.chunks) for (const lock of locksIn(chunk)) add(lock, process.id)
    for (const { target } of process.cutOff) if (target.kind === "lock") add(target.id, process.id)
  }
  for (const lock of Object.values(world.locks)) for (const { proc } of lock.holders) add(lock.id, proc)
  for (const op of Object.values(world.ops)) if (op.target.kind === "lock") add(op.target.id, op.proc)
  return users
}
