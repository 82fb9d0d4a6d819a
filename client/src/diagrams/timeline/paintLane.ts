import type { World } from "@forkscope/shared/world"
import { area, curveStepAfter, line } from "d3-shape"
import { clip } from "../../scenes/names.ts"
import { type Band, bandsOf } from "../../scenes/timeline/bands.ts"
import { type DepthStep, depthsOf } from "../../scenes/timeline/depths.ts"
import type { Lane } from "../../scenes/timeline/lanes.ts"
import { isWait, type SliceMark, slicesOf } from "../../scenes/timeline/slices.ts"
import { type Span, xOf } from "../../scenes/timeline/window.ts"
import type { Colours } from "./colours.ts"

export interface Sheet {
  readonly context: CanvasRenderingContext2D
  readonly colours: Colours
  readonly span: Span
  /** The run's time up to which open things are drawn. */
  readonly now: number
}

const FONT = '11px "JetBrains Mono Variable", "Noto Sans SC Variable", monospace'
/** px that a letter of that font is wide. */
const LETTER = 6.6

/** px from the top of a lane to its slices and to its band of states. */
function rowsOf(lane: Lane) {
  const isLow = lane.height < 44
  return isLow
    ? { slice: 4, sliceHeight: 16, band: 22, bandHeight: 9 }
    : { slice: 7, sliceHeight: 17, band: 26, bandHeight: 11 }
}

/** Everything of a lane that does not change from frame to frame. */
export function paintLane(sheet: Sheet, world: World, lane: Lane, top: number): void {
  if (lane.kind === "queue") {
    paintDepth(sheet, world, lane, top)
    return
  }
  const grain = (2 * (sheet.span.end - sheet.span.start)) / sheet.span.width
  const rows = rowsOf(lane)
  for (const id of lane.procs) {
    const process = world.processes[id]
    if (!process) continue
    // The states that are measured are those of the whole process.
    const bands = lane.thread === null ? bandsOf(process, sheet.span, grain, sheet.now) : []
    for (const band of bands) paintBand(sheet, band, top + rows.band, rows.bandHeight)
    for (const slice of slicesOf(world, process, sheet.span, lane.thread)) {
      if (slice.end !== null) paintSlice(sheet, slice, slice.end, top + rows.slice, rows.sliceHeight)
    }
  }
}

/** What goes on now, drawn up to now in every frame. */
export function paintOpen(sheet: Sheet, slices: readonly SliceMark[], lane: Lane, top: number): void {
  const rows = rowsOf(lane)
  for (const slice of slices) paintSlice(sheet, slice, sheet.now, top + rows.slice, rows.sliceHeight)
}

function paintBand({ context, colours, span, now }: Sheet, band: Band, y: number, height: number): void {
  const x = Math.max(0, xOf(span, band.start))
  // A hair of background between stretches keeps them countable.
  const width = xOf(span, Math.min(band.end, now)) - x
  if (width <= 0) return
  const drawn = width > 3 ? width - 0.75 : width
  if (band.only) {
    // What was measured meanwhile says no more than that it did not run.
    context.fillStyle = colours.panel
    context.fillRect(x, y, drawn, height)
    context.fillStyle = colours[band.only]
    context.globalAlpha = 0.28
    context.fillRect(x, y, drawn, height)
    context.globalAlpha = 1
    context.beginPath()
    context.strokeStyle = colours[band.only]
    for (let stripe = x - height; stripe < x + drawn; stripe += 5) {
      const from = Math.max(x, stripe)
      const to = Math.min(x + drawn, stripe + height)
      context.moveTo(from, y + height - (from - stripe))
      context.lineTo(to, y + height - (to - stripe))
    }
    context.stroke()
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

function paintSlice(sheet: Sheet, slice: SliceMark, end: number, y: number, height: number): void {
  const { context, colours, span } = sheet
  const x = Math.max(-8, xOf(span, slice.start))
  const width = Math.max(2, xOf(span, end) - x - 1)
  if (x + width < 0 || x > span.width) return
  if (slice.isNested) {
    context.fillStyle = slice.isFailed ? colours.failed : colours.waiting
    context.globalAlpha = 0.7
    context.fillRect(x + 1, y + height - 3.5, Math.max(1.5, width - 2), 2.5)
    context.globalAlpha = 1
    return
  }
  if (width < 4) {
    context.fillStyle = slice.isFailed ? colours.failed : isWait(slice.kind) ? colours.waiting : colours.muted
    context.fillRect(x, y + 1, width, height - 2)
    return
  }
  const look = lookOf(slice, colours)
  context.beginPath()
  context.roundRect(x, y + 0.5, width, height - 1, Math.min(4, width / 2))
  context.fillStyle = look.fill
  context.fill()
  if (look.line) {
    context.strokeStyle = look.line
    context.lineWidth = 1
    context.stroke()
  }
  const from = Math.max(x, 0) + 6
  const text = legible(slice.isFailed ? `✕ ${slice.label}` : slice.label, Math.floor((x + width - from - 4) / LETTER))
  if (text === "") return
  context.font = FONT
  context.fillStyle = look.text
  context.textBaseline = "middle"
  context.fillText(text, from, y + height / 2 + 0.5)
}

/** As much of a label as says something: a number is shown whole or not at all. */
function legible(label: string, letters: number): string {
  const line = label.replace(/\s+/g, " ")
  if (line.length <= letters) return line
  const first = line.slice(0, line.indexOf(" ", 2) + 1).trim()
  if (first.length > 0 && first.length + 3 > letters) return first.length <= letters ? first : ""
  return letters < 4 ? "" : clip(line, letters)
}

function lookOf(slice: SliceMark, colours: Colours): { fill: string; line: string | null; text: string } {
  if (slice.isFailed) return { fill: colours["failed-soft"], line: colours.failed, text: colours["failed-ink"] }
  if (isWait(slice.kind)) return { fill: colours["waiting-soft"], line: null, text: colours["waiting-ink"] }
  return { fill: colours.raised, line: colours.line, text: colours.text }
}

function paintDepth({ context, colours, span, now }: Sheet, world: World, lane: Lane, top: number): void {
  const queue = world.queues[lane.ref.id]
  if (!queue) return
  const { steps, most } = depthsOf(queue, span)
  if (steps.length === 0) return
  const foot = top + lane.height - 6
  const room = lane.height - 14
  const yOf = (depth: number) => foot - (depth / most) * room
  // The last step holds until now.
  const points = [...steps, { at: now, depth: steps.at(-1)?.depth ?? 0 }]
  const x = (step: DepthStep) => xOf(span, step.at)
  const y = (step: DepthStep) => yOf(step.depth)
  context.beginPath()
  area<DepthStep>(x, foot, y).curve(curveStepAfter).context(context)(points)
  context.fillStyle = colours["accent-soft"]
  context.fill()
  context.beginPath()
  line<DepthStep>(x, y).curve(curveStepAfter).context(context)(points)
  context.strokeStyle = colours.accent
  context.lineWidth = 1.25
  context.stroke()
}
