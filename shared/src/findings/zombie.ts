import type { Micros } from "../base/index.ts"
import { fullNameOf } from "../names/index.ts"
import { isAlive, type ProcessEntity, type Wait } from "../world/index.ts"
import type { Context } from "./context.ts"
import { queuedBetween } from "./cpuTime.ts"
import { createFinding, siteOf } from "./createFinding.ts"
import type { Finding } from "./finding.ts"

/**
 * A child that ended less than this ago is no zombie, µs: its parent needs a moment to ask for the exit code. Time in
 * which the parent was in line for a CPU does not count.
 */
const GRACE: Micros = 1_000_000
/** The same while its parent waits for other children, e.g. for their results: it will join all of them then. */
const MEANWHILE: Micros = 5_000_000
const NAMED = 20

/** Children that have ended and whose parent has not asked for their exit codes. */
export function zombie({ world, now, childrenOf, opsOf }: Context): Finding[] {
  return [...childrenOf].flatMap(([id, children]) => {
    const parent = world.processes[id]
    if (!parent || !isAlive(parent) || (opsOf.get(id) ?? []).some(isJoining)) return []
    const isWaiting = (opsOf.get(id) ?? []).some(({ block }) => block) && children.some(isAlive)
    const grace = isWaiting ? MEANWHILE : GRACE
    const zombies = children.filter((child) => child.parent === id && isZombie(child, parent, now, grace))
    const [first] = zombies
    if (!first) return []
    const named = zombies.slice(0, NAMED)
    return [
      createFinding("zombie", {
        about: `p${id}`,
        since: Math.min(...zombies.map((child) => child.exitedAt ?? now)),
        processes: [...zombies.map((child) => child.id), id],
        sites: named.map((child) => siteOf(world, id, null, child.site, `Process(${child.target ?? ""})`)),
        evidence: named.map(({ told }) => told.exited),
        variant: zombies.length === 1 ? "one" : "many",
        values: {
          count: zombies.length,
          who: fullNameOf(world, id),
          names: zombies.slice(0, 5).map((child) => fullNameOf(world, child.id)),
          more: Math.max(0, zombies.length - 5),
          at: first.site,
        },
      }),
    ]
  })
}

function isZombie(child: ProcessEntity, parent: ProcessEntity, now: Micros, grace: Micros): boolean {
  const { exitedAt, reapedAt, pid } = child
  if (pid === null || exitedAt === null || reapedAt !== null || now - exitedAt <= grace) return false
  return now - exitedAt - queuedBetween(parent, exitedAt, now) > grace
}

/** Whether an operation is a join or a wait for a result: its process will probably join its other children next. */
export const isJoining = ({ kind }: Wait) => kind === "join" || kind === "result"
