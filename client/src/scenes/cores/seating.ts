import type { ProcessState } from "@forkscope/shared/world"

/** Which process sits on which core seat, by seat from 0. */
export type Seating = readonly (number | null)[]

/**
 * Gives each running process a core. Who sat keeps the seat while it stays running; who comes takes the first free one.
 *
 * The kernel moves processes between cores far faster than eyes follow: cores say who runs, not on which core.
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
