import type { Micros } from "../base/index.ts"
import type { Site } from "../events/index.ts"
import { fullNameOf, waitCall } from "../names/index.ts"
import type { EntityRef, Wait, World } from "../world/index.ts"
import type { Finding, FindingKind, FindingSite, Severity, TextKey, Values, Variants } from "./finding.ts"

const SEVERITY: Readonly<Record<FindingKind, Severity>> = {
  deadlock: "hang",
  "join-before-drain": "hang",
  "get-without-put": "hang",
  "killed-holder": "hang",
  "stalled-pool": "hang",
  "swallowed-error": "error",
  "queue-in-pool": "error",
  "limit-reached": "error",
  "dead-manager": "error",
  "unheeded-signal": "warning",
  zombie: "warning",
  orphan: "warning",
  "never-joined": "warning",
  "process-leak": "warning",
  oversubscribed: "hint",
  straggler: "hint",
  "hot-lock": "hint",
}

export const FINDING_KINDS = Object.keys(SEVERITY) as FindingKind[]

interface Parts<Kind extends FindingKind> {
  /** The subject, for the id: short, and the same on every call. */
  readonly about: string
  readonly since: Micros
  readonly processes: readonly number[]
  readonly refs?: readonly EntityRef[]
  readonly sites?: readonly (FindingSite | null)[]
  readonly evidence?: readonly (number | null | undefined)[]
  readonly variant: Variants[Kind]
  readonly values: Values
  readonly chain?: Finding["chain"]
}

/** Events that are listed as evidence at most; the first ones are kept. */
const EVIDENCE = 100

/** Builds a finding, without duplicate processes, lines or events. */
export function createFinding<Kind extends FindingKind>(kind: Kind, parts: Parts<Kind>): Finding {
  const { about, since, processes, refs = [], sites = [], evidence = [], variant, values, chain = [] } = parts
  const seqs = new Set(evidence.filter((seq): seq is number => typeof seq === "number" && seq > 0))
  const lines = new Map<string, FindingSite>()
  for (const one of sites)
    if (one) lines.set(`${one.proc} ${one.tid} ${one.site.file}:${one.site.line} ${one.what}`, one)
  const things = new Map(refs.map((ref) => [`${ref.kind}${ref.id}`, ref]))
  return {
    kind,
    id: `${kind}:${about}`,
    severity: SEVERITY[kind],
    since,
    processes: [...new Set(processes)],
    refs: [...things.values()],
    sites: [...lines.values()],
    evidence: [...seqs].sort((a, b) => a - b).slice(0, EVIDENCE),
    text: { key: `${kind}.${variant}` as TextKey, values },
    chain,
  }
}

/** The line of code that waits, if it is known. */
export function waitSite(world: World, op: Wait): FindingSite | null {
  return siteOf(world, op.proc, op.tid, op.site, waitCall(world, op))
}

export function siteOf(
  world: World,
  proc: number,
  tid: number | null,
  site: Site | null | undefined,
  call: string,
): FindingSite | null {
  return site ? { proc, tid, site, what: `${fullNameOf(world, proc, tid)}: ${call}` } : null
}
