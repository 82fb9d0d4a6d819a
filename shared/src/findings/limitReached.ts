import type { Context } from "./context.ts"
import { createFinding } from "./createFinding.ts"
import type { Finding } from "./finding.ts"

const KINDS = ["memory", "descriptors"] as const

/** The kernel refused processes of the run memory or open files, because of a limit that was set for the run. */
export function limitReached({ world }: Context): Finding[] {
  return KINDS.flatMap((kind) => {
    const refusals = (world.run?.limits ?? []).filter(({ limit }) => limit === kind)
    const first = refusals.find((one) => one.site) ?? refusals[0]
    if (!first) return []
    const { value, site = null } = first
    return createFinding("limit-reached", {
      about: kind,
      since: Math.min(...refusals.map(({ at }) => at)),
      processes: [],
      sites: refusals.map(({ site }) => (site ? { proc: null, tid: null, site, what: site.function ?? "" } : null)),
      evidence: refusals.map(({ seq }) => seq),
      variant: kind,
      values: { at: site, limit: value, megabytes: Math.round(value / 1024 / 1024) },
    })
  })
}
