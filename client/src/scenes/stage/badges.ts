import type { Finding } from "@forkscope/shared/findings"
import type { EntityRef } from "@forkscope/shared/world"
import type { BadgeSeverity } from "./nodes.ts"

/** The findings about the entities in the picture. */
export interface Badges {
  /** Severity by entity, e.g. `process3`. */
  readonly byThing: ReadonlyMap<string, BadgeSeverity>
  /** Pairs of entities between which a wait or a held lock is part of a circle. */
  readonly stuck: ReadonlySet<string>
}

export const NO_BADGES: Badges = { byThing: new Map(), stuck: new Set() }

const keyOf = ({ kind, id }: EntityRef) => `${kind}${id}`
const pairOf = (one: EntityRef, other: EntityRef) => [keyOf(one), keyOf(other)].sort().join(" ")
const process = (id: number): EntityRef => ({ kind: "process", id })

/** Findings are ordered by severity, so the first one that names an entity gives the badge. */
export function badgesOf(findings: readonly Finding[]): Badges {
  if (findings.length === 0) return NO_BADGES
  const byThing = new Map<string, BadgeSeverity>()
  const stuck = new Set<string>()
  for (const { processes, refs, severity, chain } of findings) {
    const things = [...processes.map(process), ...refs].map(keyOf)
    for (const thing of things) if (!byThing.has(thing)) byThing.set(thing, severity)
    for (const [place, { proc, ref }] of chain.entries()) {
      const next = process(chain[(place + 1) % chain.length]?.proc ?? proc)
      stuck.add(pairOf(process(proc), ref ?? next))
      if (ref) stuck.add(pairOf(next, ref))
    }
  }
  return { byThing, stuck }
}

export function badgeOf(badges: Badges, kind: EntityRef["kind"], id: number): BadgeSeverity {
  return badges.byThing.get(`${kind}${id}`) ?? null
}

/** Whether a process's wait for something, or a lock that it holds, is part of a circle. */
export function isStuck(badges: Badges, proc: number, other: EntityRef): boolean {
  return badges.stuck.size > 0 && badges.stuck.has(pairOf(process(proc), other))
}
