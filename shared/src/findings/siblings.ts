import { push } from "../base/index.ts"
import { isAlive, type ProcessEntity } from "../world/index.ts"
import type { Context } from "./context.ts"
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
