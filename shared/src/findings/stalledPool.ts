import { push } from "../base/index.ts"
import { errorText, fullNameOf, nameOf, threadName } from "../names/index.ts"
import type { PoolEntity, Raised } from "../world/index.ts"
import type { Context } from "./context.ts"
import { createFinding, siteOf, waitSite } from "./createFinding.ts"
import type { Finding, Variants } from "./finding.ts"
import type { PoolTrouble } from "./hangs/pools.ts"
import type { Root } from "./hangs/roots.ts"

type Stalled = Extract<Root, { kind: "stalled-pool" }>

/** A wait for a pool, or for a result of one, that can never finish its tasks. */
export function stalledPool({ world, roots }: Context): Finding[] {
  const byPool = new Map<number, Stalled[]>()
  for (const root of roots) if (root.kind === "stalled-pool") push(byPool, root.pool, root)
  return [...byPool].flatMap(([id, group]) => {
    const pool = world.pools[id]
    const first = group[0]
    return pool && first ? [findingOf(pool, first.trouble, group)] : []
  })

  function findingOf(pool: PoolEntity, trouble: PoolTrouble, group: readonly Stalled[]): Finding {
    const ops = group.map(({ op }) => op)
    const cause = causeOf(pool, trouble)
    const process = world.processes[cause.proc]
    const raised = cause.raised
    return createFinding("stalled-pool", {
      about: `pool${pool.id}`,
      since: Math.max(cause.at, ...ops.map(({ startedAt }) => startedAt)),
      processes: [cause.proc, pool.owner, ...ops.map(({ proc }) => proc)],
      refs: [{ kind: "pool", id: pool.id }],
      sites: [
        siteOf(world, cause.proc, null, raised?.site, raised?.error.name ?? ""),
        ...ops.map((op) => waitSite(world, op)),
        siteOf(world, pool.owner, null, pool.site, `${pool.name}()`),
      ],
      evidence: [pool.seq, cause.seq, raised?.seq, process?.told.exited, ...ops.map(({ seq }) => seq)],
      variant: cause.variant,
      values: {
        names: [...new Set(ops.map((op) => fullNameOf(world, op.proc, op.tid)))],
        at: ops[0]?.site ?? null,
        what: nameOf(world, { kind: "pool", id: pool.id }),
        who: cause.who,
        code: process?.exitCode ?? "?",
        error: errorText(raised?.error ?? null),
        raisedAt: raised?.site ?? null,
        count: pool.failedStarts,
      },
    })
  }

  function causeOf(pool: PoolEntity, trouble: PoolTrouble): Cause {
    switch (trouble.kind) {
      case "thread": {
        const { tid, exitedAt, raised } = trouble.thread
        const who = threadName(world.processes[pool.owner], tid)
        return { variant: failureOf(raised), proc: pool.owner, at: exitedAt ?? 0, seq: null, raised, who }
      }
      case "empty": {
        const { id, exitedAt } = trouble.last
        return { variant: "empty", proc: id, at: exitedAt ?? 0, seq: null, raised: null, who: fullNameOf(world, id) }
      }
      default: {
        const { worker, at, seq } = trouble.worker
        const raised = world.processes[worker]?.raised ?? null
        const variant = trouble.kind === "reader" ? "reader" : raised ? "raising" : "starts"
        return { variant, proc: worker, at, seq, raised, who: fullNameOf(world, worker) }
      }
    }
  }
}

/** What a thread of a pool did when the exception came, by its traceback. */
function failureOf(raised: Raised | null): "thread" | "unpickled" | "callback" {
  const trace = raised?.error.traceback ?? ""
  if (/multiprocessing.pool\.py", line \d+, in _set\b/.test(trace)) return "callback"
  return /multiprocessing.connection\.py", line \d+, in recv\b/.test(trace) ? "unpickled" : "thread"
}

interface Cause {
  readonly variant: Variants["stalled-pool"]
  readonly proc: number
  readonly at: number
  readonly seq: number | null
  readonly raised: Raised | null
  readonly who: string
}
