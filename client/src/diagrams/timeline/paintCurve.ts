import { area, curveStepAfter, line } from "d3-shape"
import { curveOf, type Point } from "../../scenes/timeline/counters.ts"
import type { Lane } from "../../scenes/timeline/lanes.ts"
import { xOf } from "../../scenes/timeline/window.ts"
import type { Sheet } from "./sheet.ts"

/** Draws the curve of a counter: items in a queue, busy slots, memory. */
export function paintCurve(sheet: Sheet, lane: Lane, top: number): void {
  const { context, colours, span, history, now } = sheet
  const curve = curveOf(history, lane, span, now)
  if (!curve || curve.points.length === 0) return
  const foot = top + lane.height - 4
  const room = lane.height - 9
  const x = ({ at }: Point) => xOf(span, at)
  const y = ({ value }: Point) => foot - Math.min(1, value / curve.most) * room
  const isPool = lane.kind === "pool"
  context.beginPath()
  area<Point>(x, foot, y).curve(curveStepAfter).context(context)([...curve.points])
  context.fillStyle = isPool ? colours["running-soft"] : colours["accent-soft"]
  context.fill()
  context.beginPath()
  line<Point>(x, y).curve(curveStepAfter).context(context)([...curve.points])
  context.strokeStyle = isPool ? colours.running : colours.accent
  context.lineWidth = 1.25
  context.stroke()
  context.lineWidth = 1
}
