import { type Micros, push } from "../base/index.ts"
import { acquireCall, fullNameOf, nameOf } from "../names/index.ts"
import { LOCKS, type LockEntity, newestFirst, type Slice, type Wait } from "../world/index.ts"
import type { Context } from "./context.ts"
import { createFinding, siteOf, waitSite } from "./createFinding.ts"
import type { Finding, FindingSite } from "./finding.ts"

const WINDOW: Micros = 2_000_000
/** Acquires in the window at least: with fewer the lock is held for long, which may be intended. */
const LEAST = 10
/** A hot lock costs its users more than this share of their time. */
const MOST = 0.5

interface Use {
  waited: Micros
  times: number
  readonly users: Set<number>
  readonly seqs: number[]
  readonly sites: (FindingSite | null)[]
}

/** A lock that its users spend most of their time waiting for. */
export function hotLock({ world, now, alive, opsOf, stuck }: Context): Finding[] {
  const locks = new Map<number, LockEntity>()
  for (const lock of Object.values(world.locks)) {
    if (LOCKS[lock.kind].isExclusive && lock.acquires >= LEAST) locks.set(lock.id, lock)
  }
  if (locks.size === 0) return []
  const from = now - WINDOW
  const uses = new Map<number, Use>()
  for (const process of alive) {
    if ((process.spawnedAt ?? now) > from) continue
    for (const [id, slices] of recentAcquires(process.slices)) {
      for (const slice of slices) note(id, process.id, slice.start, slice.end, slice)
    }
    for (const op of opsOf.get(process.id) ?? []) {
      if (op.target.kind === "lock" && !stuck.has(op.id)) note(op.target.id, process.id, op.startedAt, now, op)
    }
  }
  return [...uses].flatMap(([id, use]) => {
    const share = use.waited / (use.users.size * WINDOW)
    if (use.users.size < 2 || use.times < LEAST || share <= MOST) return []
    const procs = [...use.users]
    const lock = locks.get(id)
    return [
      createFinding("hot-lock", {
        about: `lock${id}`,
        since: Math.max(0, ...procs.map((proc) => world.processes[proc]?.spawnedAt ?? 0)),
        processes: procs,
        refs: [{ kind: "lock", id }],
        sites: use.sites,
        evidence: [lock?.seq, ...use.seqs.slice(0, 30)],
        variant: "any",
        values: {
          what: nameOf(world, { kind: "lock", id }),
          count: procs.length,
          names: procs.slice(0, 5).map((proc) => fullNameOf(world, proc)),
          more: Math.max(0, procs.length - 5),
          share: Math.round(100 * share),
        },
      }),
    ]
  })

  function recentAcquires(slices: Parameters<typeof newestFirst<Slice>>[0]): Map<number, Slice[]> {
    const found = new Map<number, Slice[]>()
    for (const slice of newestFirst(slices)) {
      if (slice.end < from) break
      if (slice.target.kind === "lock" && locks.has(slice.target.id)) push(found, slice.target.id, slice)
    }
    return found
  }

  function note(id: number, proc: number, start: Micros, end: Micros, of: Slice | Wait): void {
    if (!locks.has(id)) return
    const use: Use = uses.get(id) ?? { waited: 0, times: 0, users: new Set(), seqs: [], sites: [] }
    uses.set(id, use)
    use.waited += Math.max(0, end - Math.max(start, from))
    use.times++
    use.seqs.push(of.seq)
    if (!use.users.has(proc)) {
      const call = acquireCall(world, id)
      use.sites.push("id" in of ? waitSite(world, of) : siteOf(world, proc, of.tid, of.site, call))
    }
    use.users.add(proc)
  }
}
