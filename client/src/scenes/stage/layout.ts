import { type Box, onGrid, type Size } from "../geometry.ts"
import type { LayoutItem } from "./layoutItems.ts"
import { spread } from "./spread.ts"

const COLUMN_GAP = 56
const ROW_GAP = 16
const POOL_GAP = 40
const MARGIN = 16

export interface Placed {
  readonly boxes: ReadonlyMap<string, Box>
  readonly width: number
  readonly height: number
  /** A free lane below everything, for backward edges. */
  readonly laneBelow: number
}

/**
 * Boxes for items: columns from left to right; within a column in order of appearance, as near as possible to the
 * height of their neighbours. Pools are wide, so each has a row of its own below the rest.
 */
export function layOut(
  items: readonly LayoutItem[],
  columns: ReadonlyMap<string, number>,
  sizes: ReadonlyMap<string, Size>,
): Placed {
  const sizeOf = (key: string) => sizes.get(key) ?? { width: 0, height: 0 }
  const columnOf = (item: LayoutItem) => columns.get(item.key) ?? 0
  const xs = columnStarts(items, columns, sizeOf)
  const centres = new Map<string, number>()
  const pools = items.filter((item) => item.kind === "pool")
  const rest = items.filter((item) => item.kind !== "pool")
  const links = linksOf(items)
  const last = Math.max(0, ...rest.map(columnOf))
  const inColumn = Array.from({ length: last + 1 }, (_, column) => rest.filter((item) => columnOf(item) === column))

  const settle = (column: readonly LayoutItem[], towards: (key: string) => readonly string[]) => {
    const wishes = column.map((item) => {
      const near = towards(item.key).flatMap((key) => centres.get(key) ?? [])
      const centre = near.length === 0 ? (centres.get(item.key) ?? 0) : middle(near)
      return { centre, size: sizeOf(item.key).height }
    })
    for (const [place, centre] of spread(wishes, ROW_GAP).entries()) {
      const item = column[place]
      if (item) centres.set(item.key, centre)
    }
  }
  for (const item of rest) centres.set(item.key, 0)
  for (let round = 0; round < 6; round++) {
    for (const column of inColumn) settle(column, (key) => links.left.get(key) ?? [])
    for (const column of inColumn.toReversed()) settle(column, (key) => links.right.get(key) ?? [])
  }

  // First the other columns, then the pools below them, then the first column, which is centred beside all of it.
  const drawn = rest.filter((item) => columnOf(item) > 0)
  const bottoms = drawn.map((item) => (centres.get(item.key) ?? 0) + sizeOf(item.key).height / 2)
  let below = drawn.length === 0 ? 0 : Math.max(...bottoms) + POOL_GAP
  for (const pool of pools) {
    const { height } = sizeOf(pool.key)
    centres.set(pool.key, below + height / 2)
    below += height + POOL_GAP
  }
  settle(inColumn[0] ?? [], (key) => links.right.get(key) ?? [])

  const edges = items.map((item) => {
    const { height } = sizeOf(item.key)
    const centre = centres.get(item.key) ?? 0
    return { top: centre - height / 2, bottom: centre + height / 2 }
  })
  const top = Math.min(...edges.map((edge) => edge.top)) - MARGIN
  const boxes = new Map<string, Box>()
  let width = 0
  for (const item of items) {
    const size = sizeOf(item.key)
    const x = xs[columnOf(item)] ?? 0
    // Centres are on the grid, so that linked neighbours are exactly level.
    const y = onGrid((centres.get(item.key) ?? 0) - top) - size.height / 2
    boxes.set(item.key, { x, y, ...size })
    width = Math.max(width, x + size.width + MARGIN)
  }
  const bottom = Math.max(...edges.map((edge) => edge.bottom)) - top
  return { boxes, width, height: onGrid(bottom + MARGIN), laneBelow: onGrid(bottom + MARGIN) }
}

/** The linked items of each item, left and right of it. */
function linksOf(items: readonly LayoutItem[]) {
  const left = new Map<string, string[]>()
  const right = new Map<string, string[]>()
  const push = (map: Map<string, string[]>, key: string, value: string) =>
    map.set(key, [...(map.get(key) ?? []), value])
  for (const item of items) {
    for (const from of item.after) {
      push(left, item.key, from)
      push(right, from, item.key)
    }
  }
  return { left, right }
}

/** Midway between the outermost values: a parent is centred on its children however they are spaced. */
const middle = (values: readonly number[]) => (Math.min(...values) + Math.max(...values)) / 2

/** Where each column begins. Only items fed by a pool have to be right of that pool's whole width. */
function columnStarts(
  items: readonly LayoutItem[],
  columns: ReadonlyMap<string, number>,
  sizeOf: (key: string) => Size,
): number[] {
  const last = Math.max(0, ...columns.values())
  const starts: number[] = []
  const poolEnds = new Map<string, number>()
  for (let column = 0, x = MARGIN; column <= last; column++) {
    const here = items.filter((item) => columns.get(item.key) === column)
    const clear = here.flatMap((item) =>
      item.after.flatMap((from) => (item.kind === "pool" ? [] : (poolEnds.get(from) ?? []))),
    )
    x = Math.max(x, ...clear)
    starts.push(x)
    let widest = 0
    for (const item of here) {
      const { width } = sizeOf(item.key)
      if (item.kind === "pool") poolEnds.set(item.key, x + width + COLUMN_GAP)
      else widest = Math.max(widest, width)
    }
    x += widest === 0 ? 0 : widest + COLUMN_GAP
  }
  return starts
}
