import type { Flow, FlowEnd } from "@forkscope/shared/history"
import type { Lanes } from "../../scenes/timeline/lanes.ts"
import { xOf } from "../../scenes/timeline/window.ts"
import { rowsOf, type Sheet } from "./sheet.ts"

/** With more arrows than this in a window, only those of the selected slice are drawn. */
const MOST = 80

/** Draws arrows from put to get, from submit to task, from spawn to child. @returns whether there are any. */
export function paintFlows(sheet: Sheet, lanes: Lanes, scrollTop: number): boolean {
  const { history, span, selected } = sheet
  const all = history.flows.within(span.start, span.end, MOST) ?? []
  const chosen = selected === null ? [] : history.flows.of(selected)
  for (const flow of all) paintFlow(sheet, flow, lanes, scrollTop, false)
  for (const flow of chosen) paintFlow(sheet, flow, lanes, scrollTop, true)
  return all.length + chosen.length > 0
}

function paintFlow(sheet: Sheet, { kind, from, to }: Flow, lanes: Lanes, scrollTop: number, isChosen: boolean): void {
  const { context, colours, span } = sheet
  const [start, end] = [placeOf(from), placeOf(to)]
  // Arrows within one lane are left out.
  if (!start || !end || start.y === end.y) return
  const bend = Math.max(14, Math.abs(end.x - start.x) / 2)
  context.globalAlpha = isChosen ? 1 : 0.4
  context.strokeStyle = context.fillStyle = isChosen || kind !== "item" ? colours.accent : colours.muted
  context.lineWidth = isChosen ? 1.75 : 1
  context.beginPath()
  context.moveTo(start.x, start.y)
  context.bezierCurveTo(start.x + bend, start.y, end.x - bend, end.y, end.x - 1, end.y)
  context.stroke()
  context.beginPath()
  context.moveTo(end.x, end.y)
  context.lineTo(end.x - 5, end.y - 3)
  context.lineTo(end.x - 5, end.y + 3)
  context.fill()
  context.globalAlpha = 1
  context.lineWidth = 1

  function placeOf({ proc, tid, at, lane: beside }: FlowEnd) {
    const lane = lanes.find(proc, tid, beside)
    // The bars of a packed lane all come from the same parent.
    if (!lane || lane.packed) return null
    const rows = rowsOf(lane)
    return { x: xOf(span, at), y: lane.top - scrollTop + rows.slice + rows.sliceHeight / 2 }
  }
}
