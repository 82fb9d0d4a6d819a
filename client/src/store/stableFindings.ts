import type { Finding } from "@forkscope/shared/findings"

/** ms for which a finding is shown at least: one that disappears sooner could not be read. */
const AT_LEAST = 1000

/** Findings as they are shown. */
export interface StableFindings {
  readonly findings: readonly Finding[]
  /** When each was first found, by its id, ms. */
  readonly since: ReadonlyMap<string, number>
  /** Identifies the run: another run starts without findings. */
  readonly run: unknown
}

export const NO_FINDINGS: StableFindings = { findings: [], since: new Map(), run: null }

const RANK: Readonly<Record<Finding["severity"], number>> = { hang: 0, error: 1, warning: 2, hint: 3 }

/**
 * The findings to show after a search at `wall` ms: those found, and earlier ones that have not been shown long enough.
 * The most severe first, then the oldest. The same object when nothing changed.
 *
 * @param run Identifies the run, e.g. by its wall clock.
 */
export function stableFindings(
  before: StableFindings,
  found: readonly Finding[],
  run: unknown,
  wall: number,
): StableFindings {
  const isOther = before.run !== run
  const shown = isOther ? [] : before.findings
  if (found.length === 0 && shown.length === 0) return isOther ? { ...NO_FINDINGS, run } : before
  const since = new Map(found.map(({ id }) => [id, (isOther ? undefined : before.since.get(id)) ?? wall]))
  const kept = shown.filter(({ id }) => !since.has(id) && wall - (before.since.get(id) ?? wall) < AT_LEAST)
  for (const { id } of kept) since.set(id, before.since.get(id) ?? wall)
  const findings = [...found, ...kept].sort(
    (a, b) => RANK[a.severity] - RANK[b.severity] || a.since - b.since || (a.id < b.id ? -1 : 1),
  )
  const isSame =
    findings.length === before.findings.length && findings.every((one, place) => alike(one, before.findings[place]))
  return { findings: isSame ? before.findings : findings, since, run }
}

/** Compared as JSON, since findings are plain data. */
function alike(one: Finding, other: Finding | undefined): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
