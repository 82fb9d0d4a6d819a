import { useEveryFrame } from "../../motion/useEveryFrame.ts"
import type { Countdown } from "../../scenes/stage/nodes.ts"

const RADIUS = 5
const LENGTH = 2 * Math.PI * RADIUS

/** The time left until a timeout: full when the wait begins, empty when it times out. */
export function Ring({ of, x, y }: { of: Countdown; x: number; y: number }) {
  const ref = useEveryFrame<SVGCircleElement>((circle, at) => {
    const left = 1 - (at - of.startedAt) / Math.max(1, of.timeout)
    circle.setAttribute("stroke-dashoffset", String(LENGTH * (1 - Math.min(1, Math.max(0, left)))))
  })
  return (
    <g transform={`translate(${x} ${y}) rotate(-90)`}>
      <circle r={RADIUS} className="fs-ring-bed" />
      <circle ref={ref} className="fs-ring-drain" r={RADIUS} strokeDasharray={LENGTH} />
    </g>
  )
}
