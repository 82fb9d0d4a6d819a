import type { EntityRef, World } from "@forkscope/shared/world"

export interface DiagramProps {
  readonly world: World
  readonly selected: EntityRef | null
  onSelect(ref: EntityRef | null): void
  /** Seconds of the run per second while it is followed; 0 where the world stands still. Default 1. */
  readonly pace?: number
}

export const isSame = (one: EntityRef | null, other: EntityRef | null) =>
  one !== null && other !== null && one.kind === other.kind && one.id === other.id
