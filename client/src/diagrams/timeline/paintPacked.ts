import type { Lane } from "../../scenes/timeline/lanes.ts"
import { type Bar, gapsOf } from "../../scenes/timeline/packing.ts"
import { xOf } from "../../scenes/timeline/window.ts"
import { hatch } from "./hatch.ts"
import { rowsOf, type Sheet, write } from "./sheet.ts"

/** px that a bar needs for a label. */
const LABELLED = 22
/** px of the line above the bars of the critical path. */
const LINE = 2

/** Paints a lane of children that ran one after the other: their bars with names, their descendants, idle times. */
export function paintPacked(sheet: Sheet, lane: Lane, top: number): void {
  const { packed } = lane
  if (!packed) return
  const { context, colours, span, now } = sheet
  const rows = rowsOf(lane)
  context.strokeStyle = colours.line
  for (const { start, end } of gapsOf(packed, now)) {
    if (start > span.end || end < span.start) continue
    const x = Math.max(0, xOf(span, start))
    const width = Math.min(span.width, xOf(span, end)) - x
    if (width >= 1) hatch(context, { x, y: top + rows.slice, width, height: rows.sliceHeight })
  }
  // Bars within one pixel are one mark.
  const drawnTo: number[] = []
  for (const bar of packed.bars) {
    const row = Math.min(bar.depth, 1)
    const x = xOf(span, bar.start)
    const end = Math.min(span.width + 8, xOf(span, Math.min(bar.end ?? now, now)))
    if (end < 0 || x > span.width) continue
    if (end - x < 1 && bar.depth <= 1 && x < (drawnTo[row] ?? -1) && !bar.isFailed) continue
    const y = top + (row === 0 ? rows.slice : rows.band)
    const height = row === 0 ? rows.sliceHeight : rows.bandHeight
    drawnTo[row] = paintBar(sheet, bar, { x: Math.max(-8, x), y, end, height })
  }
}

/** @returns where it ends, px. */
function paintBar(
  sheet: Sheet,
  bar: Bar,
  { x, y, end, height }: { x: number; y: number; end: number; height: number },
): number {
  const { context, colours } = sheet
  // A thin gap between two bars makes them countable.
  const width = Math.max(1, end - x - 1)
  context.fillStyle = bar.isFailed ? colours["failed-soft"] : bar.depth > 0 ? colours["accent-soft"] : colours.raised
  context.beginPath()
  if (width < 6) context.rect(x, y, width, height)
  else context.roundRect(x, y + 0.5, width, height - 1, 3)
  context.fill()
  if (width >= 4) {
    context.strokeStyle = bar.isFailed ? colours.failed : colours.line
    context.stroke()
  } else {
    context.fillStyle = bar.isFailed ? colours.failed : colours.muted
    context.fillRect(x, y, width, height)
  }
  if (bar.isCritical) {
    context.fillStyle = colours.accent
    context.fillRect(x, y - LINE, width, LINE)
  }
  if (bar.process.id === sheet.process) {
    context.strokeStyle = colours.accent
    context.lineWidth = 2
    context.strokeRect(x, y, width, height)
    context.lineWidth = 1
  }
  const from = Math.max(x, 0) + 4
  if (x + width - from >= LABELLED) {
    context.fillStyle = bar.isFailed ? colours["failed-ink"] : colours.text
    write(sheet, bar.isFailed ? `✕ ${bar.name}` : bar.name, from, y + height / 2, x + width - from - 3)
  }
  return x + width
}
