import type { Micros } from "../base/index.ts"
import { fullNameOf } from "../names/index.ts"
import { isAlive } from "../world/index.ts"
import type { Context } from "./context.ts"
import { pausesBetween } from "./cpuTime.ts"
import { createFinding, siteOf } from "./createFinding.ts"
import type { Finding } from "./finding.ts"
import { siblingsIn } from "./siblings.ts"

const LEAST = 8
/** The pauses of the parent between the first start and the last one add up to at least this, µs. */
const PAUSES: Micros = 500_000
/** The newest child is at most this old, µs: the number still grows. */
const FRESH: Micros = 2_000_000
/** A growing number of children of one origin, of which none has ended and none was joined. */
export function processLeak(context: Context): Finding[] {
  const { world, now } = context
  const found: Finding[] = []
  for (const { parent, origin, children } of siblingsIn(context, LEAST)) {
    const starts = children.map((child) => child.spawnedAt ?? now)
    const first = Math.min(...starts)
    const last = Math.max(...starts)
    if (now - last > FRESH || pausesBetween(parent, first, last) < PAUSES) continue
    if (children.some((child) => !isAlive(child) || child.joinedBy.length > 0)) continue
    const seconds = Math.max(1, Math.round((last - first) / 100_000)) / 10
    const one = children[0]
    found.push(
      createFinding("process-leak", {
        about: `p${parent.id}.${origin}`,
        since: first,
        processes: [parent.id, ...children.map(({ id }) => id)],
        sites: [siteOf(world, parent.id, null, one?.site, `Process(${one?.target ?? ""})`)],
        evidence: children.map(({ told }) => told.spawned),
        variant: "any",
        values: {
          who: fullNameOf(world, parent.id),
          count: children.length,
          seconds,
          at: one?.site ?? null,
        },
      }),
    )
  }
  return found
}
