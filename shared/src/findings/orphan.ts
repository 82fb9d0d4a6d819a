import type { Micros } from "../base/index.ts"
import { fullNameOf } from "../names/index.ts"
import type { Context } from "./context.ts"
import { createFinding, siteOf } from "./createFinding.ts"
import type { Finding } from "./finding.ts"

/** A process that ends within this time after its parent is no orphan, µs. */
const GRACE: Micros = 1_000_000

/** Processes that are still alive after the process that started them has ended. */
export function orphan({ world, now, alive }: Context): Finding[] {
  const lost = new Map<number, typeof alive>()
  for (const process of alive) {
    const maker = process.orphanOf
    if (maker === null || process.role === "helper") continue
    const endedAt = world.processes[maker]?.exitedAt ?? null
    if (endedAt === null || now - endedAt < GRACE) continue
    lost.set(maker, [...(lost.get(maker) ?? []), process])
  }
  return [...lost].map(([maker, orphans]) => {
    const parent = world.processes[maker]
    return createFinding("orphan", {
      about: `p${maker}`,
      since: parent?.exitedAt ?? now,
      processes: orphans.map(({ id }) => id),
      sites: orphans.map((one) => siteOf(world, one.id, null, one.site, `Process(${one.target ?? ""})`)),
      evidence: [parent?.told.exited, ...orphans.map(({ told }) => told.orphaned)],
      variant: orphans.length === 1 ? "one" : "many",
      values: {
        count: orphans.length,
        names: orphans.slice(0, 5).map(({ id }) => fullNameOf(world, id)),
        more: Math.max(0, orphans.length - 5),
        parent: fullNameOf(world, maker),
        at: orphans[0]?.site ?? null,
      },
    })
  })
}
