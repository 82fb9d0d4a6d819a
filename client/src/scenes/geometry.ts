export interface Point {
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Box extends Point, Size {}

/** Connected cubic Bézier segments: x0 y0, then (control 1, control 2, end) of each, six numbers a segment. */
export type Curve = readonly number[]

export const leftOf = ({ x, y, height }: Box): Point => ({ x, y: y + height / 2 })
export const rightOf = ({ x, y, width, height }: Box): Point => ({ x: x + width, y: y + height / 2 })
export const centreOf = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 })
export const bottomOf = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height })

/** The boxes of a grid that is filled row by row, `gap` px apart, by their number. */
export const inGrid =
  ({ x, y }: Point, cell: Size, columns: number, gap: number) =>
  (place: number): Box => ({
    x: x + (place % columns) * (cell.width + gap),
    y: y + Math.floor(place / columns) * (cell.height + gap),
    ...cell,
  })

/** Rounds to the 4 px grid of all drawings. */
export const onGrid = (value: number) => Math.round(value / 4) * 4

/** A curve that leaves to the right and arrives from the left. */
export function curveTo(from: Point, to: Point): Curve {
  const reach = Math.max(24, Math.abs(to.x - from.x) * 0.5)
  return [from.x, from.y, from.x + reach, from.y, to.x - reach, to.y, to.x, to.y]
}

/** A curve to the right that passes obstacles along a lane at height `lane`. */
export function curveOver(from: Point, to: Point, lane: number): Curve {
  const bend = Math.min(32, Math.abs(to.x - from.x) / 4)
  const up = { x: from.x + bend * 2, y: lane }
  const down = { x: to.x - bend * 2, y: lane }
  return [...curveTo(from, up), ...curveTo(up, down).slice(2), ...curveTo(down, to).slice(2)]
}

/** A curve from the right side of one box back to the bottom of a box further left, along a lane at height `lane`. */
export function curveBack(from: Point, to: Point, lane: number): Curve {
  const turn = 32
  return [
    ...[from.x, from.y, from.x + turn, from.y, from.x + turn, lane, from.x, lane],
    ...[from.x - turn, lane, to.x + turn, lane, to.x + turn, lane],
    ...[to.x, lane, to.x, lane, to.x, to.y],
  ]
}

/** The point at share `t` (0…1) of the curve; every segment is an equal share. */
export function pointOn(curve: Curve, t: number): Point {
  const segments = (curve.length - 2) / 6
  const place = Math.min(Math.max(t, 0), 1) * segments
  const segment = Math.min(Math.floor(place), segments - 1)
  const u = place - segment
  const at = (index: number) => curve[segment * 6 + index] ?? 0
  const along = (a: number, b: number, c: number, d: number) =>
    (1 - u) ** 3 * a + 3 * (1 - u) ** 2 * u * b + 3 * (1 - u) * u ** 2 * c + u ** 3 * d
  return { x: along(at(0), at(2), at(4), at(6)), y: along(at(1), at(3), at(5), at(7)) }
}

/** Points of the curve in order, for things that travel along it. */
export function pointsOn(curve: Curve, steps = 16): Point[] {
  return Array.from({ length: steps + 1 }, (_, step) => pointOn(curve, step / steps))
}
