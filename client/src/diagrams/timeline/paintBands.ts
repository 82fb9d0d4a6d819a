import { type Band, bandsOf, type Measured } from "../../scenes/timeline/bands.ts"
import { xOf } from "../../scenes/timeline/window.ts"
import { hatch } from "./hatch.ts"
import type { Sheet } from "./sheet.ts"

/** px of the shortest interval. */
const GRAIN = 2

/** The scheduler states of a process or of one of its threads over time, as measured by the kernel. */
export function paintBands(sheet: Sheet, track: Measured, y: number, height: number): void {
  const { span, now } = sheet
  const grain = (GRAIN * (span.end - span.start)) / span.width
  for (const band of bandsOf(track, span, grain, now)) paintBand(sheet, band, y, height)
}

function paintBand({ context, colours, span, now }: Sheet, band: Band, y: number, height: number): void {
  const x = Math.max(0, xOf(span, band.start))
  // A thin gap between intervals makes them countable.
  const width = Math.min(span.width, xOf(span, Math.min(band.end, now))) - x
  if (width <= 0) return
  const drawn = width > 3 ? width - 0.75 : width
  if (band.only) {
    // The process was suspended or a zombie: samples in this interval only say that it did not run.
    context.fillStyle = colours.panel
    context.fillRect(x, y, drawn, height)
    context.fillStyle = colours[band.only]
    context.globalAlpha = 0.28
    context.fillRect(x, y, drawn, height)
    context.globalAlpha = 1
    context.strokeStyle = colours[band.only]
    hatch(context, { x, y, width: drawn, height })
    return
  }
  let foot = y + height
  for (const state of ["running", "ready", "waiting"] as const) {
    const part = state === "waiting" ? foot - y : Math.round(band[state] * height)
    if (part <= 0) continue
    context.fillStyle = colours[state]
    context.globalAlpha = state === "waiting" ? 0.45 : 1
    context.fillRect(x, foot - part, drawn, part)
    foot -= part
  }
  context.globalAlpha = 1
}
