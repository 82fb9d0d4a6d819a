import type { Micros } from "../base/index.ts"
import { errorText, fullNameOf, nameOf, taskCall } from "../names/index.ts"
import { newestFirst, type PoolEntity, poolOf, type TaskEntity } from "../world/index.ts"
import type { Context } from "./context.ts"
import { createFinding, siteOf } from "./createFinding.ts"
import type { Finding } from "./finding.ts"
import { troubleOf } from "./hangs/pools.ts"
import { isNotShareable } from "./queueInPool.ts"

/** An error counts as unread when nobody has asked for it for this long, µs. */
const PATIENCE: Micros = 1_000_000
/** Tasks that are listed at most. */
const NAMED = 20

/** Tasks of a pool that failed without a trace, since nobody asks for their results. */
export function swallowedError(context: Context): Finding[] {
  const { world, now, unread } = context
  return [...unread].flatMap(([id, tasks]) => {
    const pool = world.pools[id]
    // A task that was lost with its worker has no error to read.
    const failed = tasks.filter((task) => task.error !== null && !isNotShareable(task))
    const [first] = failed
    // Where the pool can't hand them over, that is the problem.
    if (!pool || !first || troubleOf(world, now, pool)?.kind === "thread") return []
    const since = Math.min(...failed.map((task) => task.finishedAt ?? now))
    const owner = world.processes[pool.owner]
    const isOver = owner?.exitedAt != null || world.run?.ended != null
    if (!isOver && now - Math.max(since, lastInterest(context, pool)) < PATIENCE) return []
    return [createFinding("swallowed-error", parts(pool, failed, first, since))]
  })

  function parts(pool: PoolEntity, failed: readonly TaskEntity[], first: TaskEntity, since: Micros) {
    const named = failed.slice(0, NAMED)
    return {
      about: `pool${pool.id}`,
      since,
      processes: [pool.owner],
      refs: [{ kind: "pool" as const, id: pool.id }, ...named.map((task) => ({ kind: "task" as const, id: task.id }))],
      sites: named.map((task) => siteOf(world, task.by, null, task.site, `${task.fn}()`)),
      evidence: named.map((task) => task.told.finished),
      variant: failed.length === 1 ? ("one" as const) : ("many" as const),
      values: {
        count: failed.length,
        who: fullNameOf(world, pool.owner),
        what: nameOf(world, { kind: "pool", id: pool.id }),
        task: taskCall(first),
        error: errorText(first.error),
        at: first.site,
      },
    }
  }
}

/** When the owner last waited for the pool or one of its results: it may be about to read the next one. */
function lastInterest({ world, now, opsOf }: Context, pool: PoolEntity): Micros {
  if (opsOf.get(pool.owner)?.some((op) => poolOf(op.target) === pool.id)) return now
  const owner = world.processes[pool.owner]
  if (!owner) return 0
  for (const slice of newestFirst(owner.slices)) {
    if (now - slice.end > PATIENCE) return 0
    if (poolOf(slice.target) === pool.id && (slice.kind === "join" || slice.kind === "result")) return slice.end
  }
  return 0
}
