import type { Micros } from "../base/index.ts"
import { fullNameOf } from "../names/index.ts"
import { type HostEntity, type ProcessEntity, recentShares } from "../world/index.ts"
import type { Context } from "./context.ts"
import { createFinding, siteOf } from "./createFinding.ts"
import type { Finding } from "./finding.ts"

/** An interpreter that starts is as busy as can be: a process's first half second says nothing, µs. */
const START_UP: Micros = 500_000
/** A burst is no habit: so long must it last after that, µs. */
const WINDOW: Micros = 1_000_000
/** Wants a CPU: on one, or in line for one, for so much of the window. */
const WANTS = 0.8

/** More processes of a machine want to run than it has cores, and stand in line for one. */
export function oversubscribed(context: Context): Finding[] {
  return Object.values(context.world.hosts).flatMap((host) => onHost(context, host))
}

function onHost({ world, now, alive }: Context, { id: host, cores }: HostEntity): Finding[] {
  if (cores === 0 || alive.length <= cores) return []
  const busy: ProcessEntity[] = []
  let inLine = 0
  for (const process of alive) {
    if (process.host !== host) continue
    const shares = now - (process.spawnedAt ?? now) >= START_UP + WINDOW ? recentShares(process, now, WINDOW) : null
    if (!shares || shares.interval < 0.8 * WINDOW || shares.running + shares.ready < WANTS) continue
    busy.push(process)
    inLine += shares.ready
  }
  // Beside others on the machine all stand in line for a moment: only a queue of at least one whole process counts.
  if (busy.length <= cores || inLine < 1) return []
  const starts = busy.map((process) => process.spawnedAt ?? now).sort((a, b) => a - b)
  const byOrigin = new Map(
    busy.map((process) => [process.site ? `${process.site.file}:${process.site.line}` : "", process]),
  )
  return [
    createFinding("oversubscribed", {
      about: `host${host}`,
      since: starts[cores] ?? now,
      processes: busy.map(({ id }) => id),
      sites: [...byOrigin.values()].map((one) => siteOf(world, one.id, null, one.site, `Process(${one.target ?? ""})`)),
      evidence: busy.map(({ told }) => told.spawned),
      variant: "any",
      values: {
        cores,
        count: busy.length,
        names: busy.slice(0, 5).map(({ id }) => fullNameOf(world, id)),
        more: Math.max(0, busy.length - 5),
        share: Math.round((100 * inLine) / busy.length),
      },
    }),
  ]
}
