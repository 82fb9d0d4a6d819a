import { type CSSProperties, memo } from "react"
import { compactRate } from "../../format/format.ts"
import { useTween } from "../../motion/useTween.ts"
import { type Curve, pointOn } from "../../scenes/geometry.ts"
import type { EdgeNode } from "../../scenes/stage/nodes.ts"
import { Label } from "../parts/Label.tsx"
import { Ring } from "../parts/Ring.tsx"

function pathOf(curve: Curve): string {
  const numbers = curve.map((value) => value.toFixed(1))
  return `M${numbers.slice(0, 2).join(" ")}C${numbers.slice(2).join(" ")}`
}

function apply(element: SVGPathElement, curve: readonly number[]): void {
  element.setAttribute("d", pathOf(curve))
}

/** px: 2 at the rate above which single items are not drawn, up to 8. */
const widthOf = (rate: number) => Math.min(8, 2 + Math.log10(rate / 30) * 2)

interface Props {
  readonly node: EdgeNode
  readonly isLeaving: boolean
  readonly arrow: string
}

export const Edge = memo(function Edge({ node, isLeaving, arrow }: Props) {
  const { kind, curve, rate, isBlocked, isDanger, countdown } = node
  // A new edge grows from its starting point.
  const start = curve.map((_, place) => curve[place % 2] ?? 0)
  const ref = useTween<SVGPathElement>(curve, apply, start)
  const middle = pointOn(curve, 0.5)
  const hasArrow = kind === "put" || kind === "get" || kind === "want"
  const classes = [
    "fs-edge",
    `is-${kind}`,
    isBlocked && "is-blocked",
    isDanger && "is-danger",
    isLeaving && "is-leaving",
    rate && "is-swarm",
  ]
  return (
    <g className={classes.filter(Boolean).join(" ")}>
      <path
        ref={ref}
        className="fs-line"
        {...(rate === null ? {} : { style: { "--rate-width": widthOf(rate) } as CSSProperties })}
        {...(hasArrow && rate === null ? { markerEnd: `url(#${arrow})` } : {})}
      />
      {rate !== null && kind !== "take" && kind !== "finish" && (
        <Label className="fs-rate" x={middle.x} y={middle.y - 10} anchor="middle" text={compactRate(rate)} />
      )}
      {countdown && (
        <g>
          <circle className="fs-ring-plate" cx={middle.x} cy={middle.y} r="9" />
          <Ring of={countdown} x={middle.x} y={middle.y} />
        </g>
      )}
    </g>
  )
})
