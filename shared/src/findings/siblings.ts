import type { Micros } from "../base/index.ts"
import { isAlive, newestFirst, type ProcessEntity, type Sample } from "../world/index.ts"
import { type Context, push } from "./context.ts"
import { isJoining } from "./zombie.ts"

/** Children that the program created at one line, or for one function. */
export interface Siblings {
  readonly parent: ProcessEntity
  /** What they have in common, as a string for ids. */
  readonly origin: string
  /** In the order of their starts. */
  readonly children: readonly ProcessEntity[]
}

/**
 * The children of living, observed parents, by origin; without workers of pools and daemons. Without the children of a
 * lab's main process, whose user may join them at any time, and of parents that wait in a join.
 */
export function* siblingsIn({ world, childrenOf, opsOf }: Context, least: number): Generator<Siblings> {
  for (const [id, all] of childrenOf) {
    const parent = world.processes[id]
    if (all.length < least || !parent || !isAlive(parent)) continue
    if (world.run?.kind === "lab" && parent.role === "main") continue
    if ((opsOf.get(id) ?? []).some(isJoining)) continue
    const groups = new Map<string, ProcessEntity[]>()
    for (const child of all) {
      if (child.told.created === null || child.daemon || child.role !== "child" || child.spawnedAt === null) continue
      const origin = child.site ? `${child.site.file}:${child.site.line}` : (child.target ?? "")
      if (origin !== "") push(groups, origin, child)
    }
    for (const [origin, children] of groups) if (children.length >= least) yield { parent, origin, children }
  }
}

/** Whether a program has waited for a child, or asked and learned that it has ended. */
export const isAskedFor = ({ joinedBy, checks }: ProcessEntity) =>
  joinedBy.length > 0 || checks.some(({ alive }) => !alive)

/**
 * How long a process neither ran nor was ready to run between two times, µs, as far as its samples tell. A program that
 * starts its processes at once makes no pauses, however long that takes on a busy machine.
 */
export function pausesBetween({ samples }: ProcessEntity, from: Micros, to: Micros): Micros {
  const newest = [...newestFirst(samples)]
  const start = Math.max(from, newest.at(-1)?.at ?? to)
  const end = Math.min(to, newest[0]?.at ?? from)
  return Math.max(0, end - start - (busyUntil(newest, end) - busyUntil(newest, start)))
}

/** Time on a CPU and in line for one until a time between the oldest and the newest of the samples, µs. */
function busyUntil(newest: readonly Sample[], time: Micros): Micros {
  const busy = ({ cpu, queued }: Sample) => cpu + queued
  const before = newest.find(({ at }) => at <= time)
  const after = newest.findLast(({ at }) => at >= time)
  if (!before || !after) return 0
  const share = after.at === before.at ? 0 : (time - before.at) / (after.at - before.at)
  return busy(before) + share * (busy(after) - busy(before))
}
