import type { EntityRef, World } from "@forkscope/shared/world"

export interface DiagramProps {
  readonly world: World
  readonly selected: EntityRef | null
  onSelect(ref: EntityRef | null): void
  /** The time of the run to draw, µs, where that is later than the world's last event. */
  readonly at?: number
  /** Seconds of the run per second while the diagram follows it; 0 where the world does not change. Default 1. */
  readonly pace?: number
  /** Which run the diagram shows, where a page has several: appended to its accessible name. */
  readonly name?: string | undefined
}

/** The accessible name of a region of a diagram. */
export const regionName = (label: string, name: string | undefined) =>
  name === undefined ? label : `${label}, ${name}`

export const isSame = (one: EntityRef | null, other: EntityRef | null) =>
  one !== null && other !== null && one.kind === other.kind && one.id === other.id
