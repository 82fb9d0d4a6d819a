import type { SegmentEntity, World } from "@forkscope/shared/world"
import { isAlive } from "@forkscope/shared/world"
import type { Box, Size } from "../geometry.ts"
import type { Badges } from "./badges.ts"
import { entityNode } from "./entityNode.ts"
import type { SegmentNode } from "./nodes.ts"

export const SEGMENT: Size = { width: 152, height: 44 }

/** The living processes that have the segment. */
export function usersOfSegment(world: World, { users }: SegmentEntity): number[] {
  return users.filter((proc) => {
    const process = world.processes[proc]
    return process !== undefined && isAlive(process)
  })
}

export function segmentNode(world: World, segment: SegmentEntity, box: Box, badges: Badges): SegmentNode {
  const { size, isUnlinked } = segment
  const users = usersOfSegment(world, segment).length
  return { ...entityNode(world, "segment", segment.id, box, badges), size, isUnlinked, users }
}
