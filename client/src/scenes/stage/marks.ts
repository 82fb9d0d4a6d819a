import type { Finding } from "@forkscope/shared/findings"
import type { EntityRef } from "@forkscope/shared/world"
import type { Mark } from "./nodes.ts"

/** What the findings say of the things in the picture. */
export interface Marks {
  /** Gravity by thing, e.g. `process3`. */
  readonly byThing: ReadonlyMap<string, Mark>
  /** Pairs of things between which a wait, or what is held, is part of a circle. */
  readonly stuck: ReadonlySet<string>
}

export const NO_MARKS: Marks = { byThing: new Map(), stuck: new Set() }

const keyOf = ({ kind, id }: EntityRef) => `${kind}${id}`
const pairOf = (one: EntityRef, other: EntityRef) => [keyOf(one), keyOf(other)].sort().join(" ")
const process = (id: number): EntityRef => ({ kind: "process", id })

/** The findings come most severe first: the first that names a thing marks it. */
export function marksOf(findings: readonly Finding[]): Marks {
  if (findings.length === 0) return NO_MARKS
  const byThing = new Map<string, Mark>()
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

export function markOf(marks: Marks, kind: EntityRef["kind"], id: number): Mark {
  return marks.byThing.get(`${kind}${id}`) ?? null
}

/** Whether a wait between the two, or what one holds of the other, is part of a circle. */
export function isStuck(marks: Marks, one: EntityRef, other: EntityRef): boolean {
  return marks.stuck.size > 0 && marks.stuck.has(pairOf(one, other))
}
