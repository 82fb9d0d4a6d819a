import type { ReactNode } from "react"
import { WALK } from "../../motion/ease.ts"
import { useTween } from "../../motion/useTween.ts"
import type { Point } from "../../scenes/geometry.ts"

function apply(element: SVGGElement, [x = 0, y = 0, opacity = 1]: readonly number[]): void {
  element.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)})`)
  element.setAttribute("opacity", opacity.toFixed(3))
}

interface Props {
  readonly at: Point
  /** Where a new group starts moving; without it the group fades in where it is. */
  readonly from?: Point | null | undefined
  readonly isLeaving: boolean
  readonly children: ReactNode
}

/** A group that moves to `at`; its children are drawn relative to its top left corner. */
export function Moving({ at, from, isLeaving, children }: Props) {
  const start = from ?? at
  const ref = useTween<SVGGElement>([at.x, at.y, isLeaving ? 0 : 1], apply, [start.x, start.y, 0], WALK)
  return <g ref={ref}>{children}</g>
}
