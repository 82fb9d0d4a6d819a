import type { PipeEntity, World } from "@forkscope/shared/world"
import type { Box, Size } from "../geometry.ts"
import type { Badges } from "./badges.ts"
import { entityNode } from "./entityNode.ts"
import type { PipeNode } from "./nodes.ts"

const TITLE = 20
const TUBE = 32
const FOOT = 20

export const PIPE: Size = { width: 168, height: TITLE + TUBE + FOOT }

/** The end drawn at the left: where messages go in; for a duplex pipe the first one that Pipe() returned. */
export const leftEndOf = ({ isDuplex }: PipeEntity): 0 | 1 => (isDuplex ? 0 : 1)

/** Processes that have an end and have not closed it. */
export function usersOf(pipe: PipeEntity, end: 0 | 1): number[] {
  return pipe.users.filter((user) => user.end === end && !user.isClosed).map(({ proc }) => proc)
}

export function pipeNode(world: World, pipe: PipeEntity, box: Box, badges: Badges): PipeNode {
  return {
    ...entityNode(world, "pipe", pipe.id, box, badges),
    tube: { x: box.x, y: box.y + TITLE, width: box.width, height: TUBE },
    isDuplex: pipe.isDuplex,
    sent: pipe.sent,
    received: pipe.received,
    inside: Math.max(0, pipe.sent - pipe.received),
    leftEnd: leftEndOf(pipe),
  }
}
