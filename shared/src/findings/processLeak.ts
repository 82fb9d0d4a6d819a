import type { Micros } from "../base/index.ts"
import { fullNameOf } from "../names/index.ts"
import { isAlive, recentShares } from "../world/index.ts"
import type { Context } from "./context.ts"
import { createFinding, siteOf } from "./createFinding.ts"
import type { Finding } from "./finding.ts"
import { siblingsIn } from "./siblings.ts"

const LEAST = 8
/** The starts are spread over at least this time, µs: a program that starts its workers does so at once. */
const SPAN: Micros = 700_000
/** The newest child is at most this old, µs: the number still grows. */
const FRESH: Micros = 2_000_000
/** The parent waits for at least this share of its time: otherwise it is busy starting its workers. */
const IDLE = 0.5

/** A growing number of children of one origin, of which none has ended and none was joined. */
export function processLeak(context: Context): Finding[] {
  const { world, now } = context
  const found: Finding[] = []
  for (const { parent, origin, children } of siblingsIn(context, LEAST)) {
    const starts = children.map((child) => child.spawnedAt ?? now)
    const first = Math.min(...starts)
    const last = Math.max(...starts)
    if (last - first < SPAN || now - last > FRESH) continue
    if (children.some((child) => !isAlive(child) || child.joinedBy.length > 0)) continue
    const shares = recentShares(parent, now, 1_000_000)
    if (shares && shares.waiting < IDLE) continue
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
