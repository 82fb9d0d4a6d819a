import { nameOf } from "@forkscope/shared/names"
import type { World } from "@forkscope/shared/world"
import type { Box } from "../geometry.ts"
import { type Badges, badgeOf } from "./badges.ts"
import type { EntityNode } from "./nodes.ts"

/** First letters of the keys of nodes. */
const LETTERS = { process: "p", queue: "q", pool: "P", lock: "l", pipe: "i", segment: "m" } as const

/** What the nodes of all entities have. */
export function entityNode(world: World, kind: keyof typeof LETTERS, id: number, box: Box, badges: Badges): EntityNode {
  const name = nameOf(world, { kind, id })
  return { key: `${LETTERS[kind]}${id}`, id, box, name, badge: badgeOf(badges, kind, id) }
}
