import { clip, commandLine, processCall, waitCall } from "@forkscope/shared/names"
import { type Op, type ProcessEntity, processStates, type World } from "@forkscope/shared/world"
import { type Box, inGrid, type Size } from "../geometry.ts"
import { waitReasonOf } from "../waitReasons.ts"
import type { Badges } from "./badges.ts"
import { entityNode } from "./entityNode.ts"
import type { Countdown, FoldNode, ProcessNode } from "./nodes.ts"

export const CARD: Size = { width: 172, height: 88 }
export const SLIM: Size = { width: 224, height: 56 }
/** Size of processes that serve a library. */
export const QUIET: Size = { width: 148, height: 40 }
const TILE: Size = { width: 132, height: 36 }
const SMALL_TILE: Size = { width: 124, height: 28 }
const TILE_GAP = 8
/** With more tiles than this each is drawn smaller. */
const MANY = 60
/** Tiles drawn at most; the others are folded into a number. */
const TILES_DRAWN = 180

export function countdownOf(op: Op): Countdown | null {
  return op.timeout === null || op.kind === "sleep" ? null : { startedAt: op.startedAt, timeout: op.timeout }
}

/** Characters of a command that are shown at hover. */
const LONGEST_COMMAND = 300

export function processNode(
  world: World,
  process: ProcessEntity,
  op: Op | undefined,
  box: Box,
  form: ProcessNode["form"],
  badges: Badges,
): Omit<ProcessNode, "from"> {
  const state = processStates(world).get(process.id) ?? "gone"
  return {
    ...entityNode(world, "process", process.id, box, badges),
    form,
    pid: process.pid,
    command: clip(commandLine(process), LONGEST_COMMAND),
    state,
    role: process.role,
    adoptedBy: process.orphanOf !== null && process.exitedAt === null ? process.ppid : null,
    call: processCall(process),
    cause: state === "waiting" && !op ? waitReasonOf(process, undefined) : null,
    wait: op ? { call: waitCall(world, op), cause: waitReasonOf(process, op), countdown: countdownOf(op) } : null,
    exitCode: process.exitCode,
  }
}

/** Number and size of a cluster's tiles, and its columns, for a block with a ratio of about `aspect`. */
function clusterGrid(count: number, aspect: number) {
  const shown = Math.min(count, TILES_DRAWN)
  const tiles = count > shown ? shown + 1 : shown
  const tile = tiles > MANY ? SMALL_TILE : TILE
  const columns = Math.ceil(Math.sqrt((tiles * (tile.height + TILE_GAP) * aspect) / (tile.width + TILE_GAP)))
  return { shown, tile, columns, rows: Math.ceil(tiles / columns) }
}

export function clusterSize(count: number, aspect: number): Size {
  const { tile, columns, rows } = clusterGrid(count, aspect)
  return {
    width: columns * (tile.width + TILE_GAP) - TILE_GAP,
    height: rows * (tile.height + TILE_GAP) - TILE_GAP,
  }
}

/** Boxes for the tiles of a cluster, filled row by row, and the box for the number of the others. */
export function clusterBoxes(key: string, count: number, box: Box, aspect: number) {
  const { shown, tile, columns } = clusterGrid(count, aspect)
  const at = inGrid(box, tile, columns, TILE_GAP)
  const tiles = Array.from({ length: shown }, (_, place) => at(place))
  const fold: FoldNode | null = count > shown ? { key: `fold${key}`, count: count - shown, box: at(shown) } : null
  return { tiles, fold }
}
