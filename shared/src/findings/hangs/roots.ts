import { isOf, poolOf, type Wait } from "../../world/index.ts"
import { shortestCycle } from "./cycle.ts"
import { type Edge, edgesOf, isSameWait } from "./edges.ts"
import { sinkGroups } from "./groups.ts"
import type { PoolTrouble } from "./pools.ts"
import type { Progress, Waiter } from "./progress.ts"

/** A cause for which threads wait forever. Threads that only wait for such threads have no root of their own. */
export type Root = { readonly progress: Progress; readonly waiter: Waiter; readonly op: Wait } & (
  | { readonly kind: "killed-holder" | "get-without-put" }
  | { readonly kind: "stalled-pool"; readonly pool: number; readonly trouble: PoolTrouble }
  /** `joiners` wait for the process `target`, which cannot end; null: they wait for a queue. */
  | { readonly kind: "join-before-drain"; readonly joiners: readonly Waiter[]; readonly target: number | null }
  /** Each thread waits for the next. Without a cycle, `waiter` waits for something that no thread is left to do. */
  | { readonly kind: "deadlock"; readonly cycle: readonly Edge[] }
)

export function rootsOf(progress: Progress): Root[] {
  const { stuck } = progress
  if (stuck.size === 0) return []
  const edges = edgesOf(progress)
  const next = (key: number) => (edges.get(key) ?? []).map((edge) => edge.to.key)
  return sinkGroups(stuck.keys(), next).flatMap((group) => rootsIn(progress, group, edges))
}

/** Whether a thread only waits for others to end or for results: it will not provide anything before that. */
const isAtItsEnd = ({ ops }: Waiter) =>
  ops.every(({ kind, target }) => (kind === "join" && target.kind !== "queue") || kind === "result")

function rootsIn(progress: Progress, group: readonly number[], edges: ReadonlyMap<number, readonly Edge[]>): Root[] {
  const waiters = group.flatMap((key) => progress.stuck.get(key) ?? [])
  const killed = waiters.flatMap((waiter) =>
    waiter.ops
      .filter((op) => isKilled(progress, op))
      .map((op): Root => ({ kind: "killed-holder", progress, waiter, op })),
  )
  if (killed.length > 0) return killed
  const stalled = waiters.flatMap((waiter) => waiter.ops.flatMap((op) => stalledRoot(progress, waiter, op) ?? []))
  if (stalled.length > 0) return stalled
  const cycle =
    shortestCycle(group, edges, (edge) => edge.isHeld) ??
    shortestCycle(group, edges, (edge) => edge.isHeld || !isAtItsEnd(edge.to))
  const first = cycle?.[0]
  if (cycle && first) return [{ kind: "deadlock", progress, waiter: first.from, op: first.op, cycle: turned(cycle) }]
  const active = waiters.filter((waiter) => !isAtItsEnd(waiter))
  return (active.length > 0 ? active : waiters).flatMap((waiter) => {
    const op = waiter.ops[0]
    return op ? [rootOf(progress, waiter, op, () => shortestCycle(group, edges, () => true))] : []
  })
}

function stalledRoot(progress: Progress, waiter: Waiter, op: Wait): Root | null {
  const pool = poolOf(op.target)
  const trouble = pool === null ? null : progress.resolver.pools.troubleOf(pool)
  return pool === null || trouble === null ? null : { kind: "stalled-pool", progress, waiter, op, pool, trouble }
}

/** Rotates a cycle so that, where possible, its first thread waits for something else than a join. */
function turned(cycle: readonly Edge[]): readonly Edge[] {
  const start = cycle.findIndex(({ op }) => op.kind !== "join")
  return start <= 0 ? cycle : [...cycle.slice(start), ...cycle.slice(0, start)]
}

function isKilled({ world, resolver }: Progress, op: Wait): boolean {
  const { target } = op
  if (target.kind === "lock") return world.locks[target.id]?.holders.some((holder) => resolver.isDead(holder)) ?? false
  if (target.kind === "pool") return resolver.pools.lostTasks(target.id).length > 0
  if (target.kind === "task") return resolver.pools.lostTasks(target.pool).some(({ id }) => id === target.id)
  return resolver.cutOffReader(op) !== null
}

function rootOf(progress: Progress, waiter: Waiter, op: Wait, anyCycle: () => Edge[] | null): Root {
  const base = { progress, waiter, op }
  if (op.target.kind === "kernel") return { kind: "deadlock", ...base, cycle: turned(anyCycle() ?? []) }
  if (op.kind === "get" || op.kind === "recv") return { kind: "get-without-put", ...base }
  const { target } = op
  if (op.kind === "join" && target.kind === "queue")
    return { kind: "join-before-drain", ...base, joiners: [waiter], target: null }
  if (op.kind === "join") {
    // The join is for a feeder thread (the process ends and flushes its queue), or for a process that has one.
    const isOwnFeeder = target.kind === "thread"
    const child = isOwnFeeder ? waiter.proc : target.kind === "process" ? target.id : null
    const joiners = isOwnFeeder ? joinersOf(progress, waiter.proc) : [waiter]
    return { kind: "join-before-drain", ...base, joiners, target: child }
  }
  const joiners = op.kind === "put" ? joinersOf(progress, waiter.proc) : []
  if (joiners.length > 0) return { kind: "join-before-drain", ...base, joiners, target: waiter.proc }
  return { kind: "deadlock", ...base, cycle: op.kind === "put" ? [] : turned(anyCycle() ?? []) }
}

/** Stuck threads that wait for the end of the process. */
export function joinersOf({ stuck }: Progress, proc: number): Waiter[] {
  return [...stuck.values()].filter(({ ops }) => ops.some(({ target }) => isOf(target, "process", proc)))
}

/** All waits for the same thing as these: if one of them can never end, none of them can. */
export function sameWaits(roots: readonly Root[]): Wait[] {
  const [first] = roots
  const waits = [...(first?.progress.stuck.values() ?? [])].flatMap(({ ops }) => ops)
  return first ? waits.filter((one) => isSameWait(one, first.op)) : []
}
