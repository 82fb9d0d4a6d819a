import type { ProcessState } from "@forkscope/shared/world"

/** Which process sits on which core seat, by seat from 0. */
export type Seating = readonly (number | null)[]

/**
 * Seats those who run. Who sat keeps the seat while it stays running; who comes takes the first free one.
 *
 * The kernel moves processes between cores far faster than eyes follow: seats say who runs, not on which core.
 */
export function seated(states: ReadonlyMap<number, ProcessState>, cores: number, before: Seating): Seating {
  const seats: (number | null)[] = Array.from({ length: cores }, (_, seat) => {
    const sitter = before[seat] ?? null
    return sitter !== null && states.get(sitter) === "running" ? sitter : null
  })
  const isSeated = new Set(seats)
  for (const [id, state] of states) {
    if (state !== "running" || isSeated.has(id)) continue
    const free = seats.indexOf(null)
    if (free < 0) break
    seats[free] = id
  }
  return seats
}
