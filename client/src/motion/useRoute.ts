import { type RefObject, useLayoutEffect, useRef } from "react"
import type { Point } from "../scenes/geometry.ts"
import { calm, easeOut, TRAVEL, WALK } from "./ease.ts"
import { animate } from "./loop.ts"

/** The point at share `t` (0…1) of a path's length. */
function pointAlong(way: readonly Point[], t: number): Point {
  const lengths = way.slice(1).map((point, place) => {
    const before = way[place] as Point
    return Math.hypot(point.x - before.x, point.y - before.y)
  })
  let left = lengths.reduce((sum, length) => sum + length, 0) * t
  for (const [place, length] of lengths.entries()) {
    const from = way[place] as Point
    const to = way[place + 1] as Point
    if (left <= length) {
      const share = length === 0 ? 1 : left / length
      return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }
    }
    left -= length
  }
  return way.at(-1) ?? { x: 0, y: 0 }
}

/** Moves a group to `to`: a new one along `cameBy`, a leaving one along `goesBy`. Points are centres. */
export function useRoute(
  to: Point,
  cameBy: readonly Point[],
  goesBy: readonly Point[] | null,
): RefObject<SVGGElement | null> {
  const ref = useRef<SVGGElement>(null)
  const at = useRef<Point | null>(null)
  const key = goesBy ? "leaves" : `${to.x},${to.y}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: a path is fixed when the move starts; edges that change meanwhile do not bend it.
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const isNew = at.current === null
    const way = goesBy ? [at.current ?? to, ...goesBy] : isNew ? [...cameBy, to] : [at.current ?? to, to]
    const isFar = goesBy !== null || (isNew && cameBy.length > 0)
    const duration = calm(isFar ? TRAVEL : WALK)
    const put = (point: Point) => {
      at.current = point
      element.setAttribute("transform", `translate(${point.x.toFixed(2)} ${point.y.toFixed(2)})`)
    }
    put(way[0] as Point)
    if (duration === 0) {
      put(way.at(-1) ?? to)
      return
    }
    let begun = 0
    return animate((now) => {
      begun ||= now
      const share = Math.min(1, (now - begun) / duration)
      put(pointAlong(way, easeOut(share)))
      return share < 1
    })
  }, [key])
  return ref
}
