import type { Micros } from "../base/index.ts"
import { fullNameOf } from "../names/index.ts"
import { type HostEntity, newestFirst, type ProcessEntity, recentShares } from "../world/index.ts"
import type { Context } from "./context.ts"
import { createFinding, siteOf } from "./createFinding.ts"
import type { Finding } from "./finding.ts"

/** The start of a process is ignored, µs: every interpreter is busy while it starts. */
const START_UP: Micros = 500_000
/** CPU time of a start, µs, of Node too: on a machine that other programs keep busy it takes longer than `START_UP`. */
const START_UP_CPU: Micros = 600_000
/** A run that uses at least this share of the cores waits for its own processes, not for other programs. */
const FULL = 0.6
/** The load must last this long after the start, µs: a short burst is not reported. */
const WINDOW: Micros = 1_000_000
/** A process wants a CPU if it was on one, or in line for one, for at least this share of the window. */
const WANTS = 0.8

/** More processes of a machine want to run than it has cores, and they wait in line for a CPU. */
export function oversubscribed(context: Context): Finding[] {
  return Object.values(context.world.hosts).flatMap((host) => onHost(context, host))
}

function onHost({ world, now, alive }: Context, { id: host, cores }: HostEntity): Finding[] {
  if (cores === 0 || alive.length <= cores) return []
  const wanting: { process: ProcessEntity; ready: number }[] = []
  let used = 0
  for (const process of alive) {
    if (process.host !== host) continue
    const shares = recentShares(process, now, WINDOW)
    used += shares?.running ?? 0
    if (now - (process.spawnedAt ?? now) < START_UP + WINDOW) continue
    if (!shares || shares.interval < 0.8 * WINDOW || shares.running + shares.ready < WANTS) continue
    wanting.push({ process, ready: shares.ready })
  }
  const counted =
    used >= FULL * cores ? wanting : wanting.filter(({ process }) => cpuAt(process, now - WINDOW) >= START_UP_CPU)
  const busy = counted.map(({ process }) => process)
  const inLine = counted.reduce((sum, { ready }) => sum + ready, 0)
  // Other programs on the machine make every process wait a little: only waits that add up to a whole process count.
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

function cpuAt({ samples }: ProcessEntity, at: Micros): Micros {
  for (const sample of newestFirst(samples)) if (sample.at <= at) return sample.cpu
  return 0
}
