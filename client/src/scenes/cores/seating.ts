import type { ProcessState } from "@forkscope/shared/world"

/** The process shown on each core, by core from 0. */
export type Seating = readonly (number | null)[]

/**
 * Assigns each running process a core. A process keeps its core while it stays running; a new one takes the first free
 * core.
 *
 * The kernel moves processes between cores faster than anyone can follow: the boxes show which processes run, not on
 * which core.
 */
export function seated(states: ReadonlyMap<number, ProcessState>, count: number, before: Seating): Seating {
  const cores: (number | null)[] = Array.from({ length: count }, (_, seat) => {
    const sitter = before[seat] ?? null
    return sitter !== null && states.get(sitter) === "running" ? sitter : null
  })
  const isSeated = new Set(cores)
  for (const [id, state] of states) {
    if (state !== "running" || isSeated.has(id)) continue
    const free = cores.indexOf(null)
    if (free < 0) break
    cores[free] = id
  }
  return cores
}
