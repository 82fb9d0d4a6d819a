import type { Op, ProcessEntity, World } from "@forkscope/shared/world"
import { causeOf } from "../causes.ts"
import type { Box } from "../geometry.ts"
import { processCall, waitCall } from "../names.ts"
import { statesOf } from "../states.ts"
import type { Countdown, FoldNode, ProcessNode } from "./nodes.ts"
import type { Size } from "./place.ts"

export const CARD: Size = { width: 172, height: 88 }
const TILE: Size = { width: 132, height: 36 }
const TILE_GAP = 8
/** Tiles drawn one by one; more are folded into a number. */
const TILES_DRAWN = 240
/** Width to height that a block of tiles is near to. */
const ASPECT = 1.6

export function countdownOf(op: Op): Countdown | null {
  return op.timeout === null || op.kind === "sleep" ? null : { startedAt: op.startedAt, timeout: op.timeout }
}

export function processNode(
  world: World,
  process: ProcessEntity,
  op: Op | undefined,
  box: Box,
  form: ProcessNode["form"],
): Omit<ProcessNode, "from"> {
  const state = statesOf(world).get(process.id) ?? "gone"
  return {
    key: `p${process.id}`,
    id: process.id,
    box,
    form,
    name: process.name || String(process.pid ?? process.id),
    pid: process.pid,
    state,
    role: process.role,
    call: processCall(process),
    wait: op ? { call: waitCall(world, op), cause: causeOf(process, op), countdown: countdownOf(op) } : null,
    exitCode: process.exitCode,
  }
}

/** How many of a cluster get a tile, and in how many columns. */
function clusterGrid(count: number): { shown: number; columns: number; rows: number } {
  const shown = count > TILES_DRAWN ? TILES_DRAWN : count
  const tiles = count > shown ? shown + 1 : shown
  const columns = Math.ceil(Math.sqrt((tiles * (TILE.height + TILE_GAP) * ASPECT) / (TILE.width + TILE_GAP)))
  return { shown, columns, rows: Math.ceil(tiles / columns) }
}

export function clusterSize(count: number): Size {
  const { columns, rows } = clusterGrid(count)
  return {
    width: columns * (TILE.width + TILE_GAP) - TILE_GAP,
    height: rows * (TILE.height + TILE_GAP) - TILE_GAP,
  }
}

/** Boxes for the tiles of a cluster, filled row by row, and the one that stands for all that have none. */
export function clusterBoxes(key: string, count: number, box: Box): { tiles: Box[]; fold: FoldNode | null } {
  const { shown, columns } = clusterGrid(count)
  const at = (place: number): Box => ({
    x: box.x + (place % columns) * (TILE.width + TILE_GAP),
    y: box.y + Math.floor(place / columns) * (TILE.height + TILE_GAP),
    ...TILE,
  })
  const tiles = Array.from({ length: shown }, (_, place) => at(place))
  return { tiles, fold: count > shown ? { key: `fold${key}`, count: count - shown, box: at(shown) } : null }
}
