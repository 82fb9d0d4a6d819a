import type { Micros } from "../base/index.ts"
import { fullNameOf } from "../names/index.ts"
import type { Context } from "./context.ts"
import { pausesBetween, queuedBetween } from "./cpuTime.ts"
import { createFinding, siteOf } from "./createFinding.ts"
import type { Finding } from "./finding.ts"
import { isAskedFor, siblingsIn } from "./siblings.ts"

/** Ended children at least: fewer are not reported. */
const LEAST = 3
/** The finding comes this long after the first child ended, while the parent still starts new ones, µs. */
const MEANWHILE: Micros = 1_000_000
/** Until it started the last one it has paused for this long, µs: else it starts them all before it joins them. */
const PAUSES: Micros = 300_000
/** Else it comes this long after the last child ended, µs. */
const FORGOTTEN: Micros = 3_000_000

/** Children that ended while their parent went on, never joined any of them and never asked whether one had ended. */
export function neverJoined(context: Context): Finding[] {
  const { world, now } = context
  const found: Finding[] = []
  for (const { parent, origin, children } of siblingsIn(context, LEAST)) {
    if (children.some(isAskedFor)) continue
    const ended = children.filter((child) => child.exitedAt !== null)
    if (ended.length < LEAST) continue
    const ends = ended.map((child) => child.exitedAt ?? now)
    const firstEnd = Math.min(...ends)
    const lastStart = Math.max(...children.map((child) => child.spawnedAt ?? 0))
    // Time in which the parent was in line for a CPU does not count.
    const since = (end: Micros) => now - end - queuedBetween(parent, end, now)
    const isGoingOn = since(firstEnd) >= MEANWHILE && pausesBetween(parent, firstEnd, lastStart) >= PAUSES
    if (!isGoingOn && since(Math.max(...ends)) < FORGOTTEN) continue
    const failed = ended.filter((child) => child.exitCode !== 0 && child.exitCode !== null)
    const first = ended[0]
    found.push(
      createFinding("never-joined", {
        about: `p${parent.id}.${origin}`,
        since: firstEnd,
        processes: [parent.id, ...children.slice(-20).map(({ id }) => id)],
        sites: [siteOf(world, parent.id, null, first?.site, `Process(${first?.target ?? ""})`)],
        evidence: ended.slice(0, 20).flatMap(({ told }) => [told.created, told.exited]),
        variant: failed.length > 0 ? "failed" : "ended",
        values: {
          who: fullNameOf(world, parent.id),
          count: children.length,
          ended: ended.length,
          failed: failed.length,
          at: first?.site ?? null,
        },
      }),
    )
  }
  return found
}
