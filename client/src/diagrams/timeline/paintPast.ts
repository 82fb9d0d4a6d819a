import type { History } from "@forkscope/shared/history"
import type { LaneSlice } from "../../scenes/timeline/laneSlices.ts"
import type { Lane, Lanes } from "../../scenes/timeline/lanes.ts"
import { ticksIn, type Window, xOf } from "../../scenes/timeline/window.ts"
import type { Colours } from "./colours.ts"
import { paintFlows } from "./paintFlows.ts"
import { paintLane } from "./paintLane.ts"
import type { Sheet } from "./sheet.ts"

export interface View {
  readonly history: History
  /** Raised when the history has changed. */
  readonly version: number
  readonly lanes: Lanes
  readonly colours: Colours
  readonly width: number
  readonly height: number
  readonly scrollTop: number
  readonly selected: number | null
  readonly process: number | null
  /** The last time of the run, µs, where that is not now; what is right of the head is then the future. */
  readonly end: number | null
  /** The shown range at a time, and whether the range follows that time. */
  windowAt(now: number): { window: Window; isFollowing: boolean }
}

/** A visible lane, and its slices that have not ended. */
export interface Open {
  readonly lane: Lane
  readonly laneSlices: readonly LaneSlice[]
}

/** What is painted on the canvas of the past. */
export interface Past {
  readonly view: View
  readonly window: Window
  readonly open: readonly Open[]
  /** Whether there are arrows; arrows cross lanes. */
  readonly hasFlows: boolean
}

/** A horizontal part of the canvas, px from its top. */
interface Strip {
  readonly from: number
  readonly to: number
}

/** A cleared drawing context in CSS px, on a canvas at the screen's resolution. */
export function cleared(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio || 1
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w
    canvas.height = h
    canvas.style.width = `${width}px`
    canvas.style.height = `${height}px`
  }
  const context = canvas.getContext("2d")
  context?.setTransform(ratio, 0, 0, ratio, 0, 0)
  context?.clearRect(0, 0, width, height)
  return context
}

/** Paints everything that does not change from frame to frame. */
export function paintPast(canvas: HTMLCanvasElement, view: View, window: Window, now: number): Past {
  const context = cleared(canvas, view.width, view.height)
  if (!context) return { view, window, open: [], hasFlows: false }
  const sheet = sheetOf(context, view, window, now)
  const open = paintStrip(sheet, view, { from: 0, to: view.height })
  return { view, window, open, hasFlows: paintFlows(sheet, view.lanes, view.scrollTop) }
}

/** The same after scrolling only: what stays visible is moved, what becomes visible is painted. */
export function scrollPast(canvas: HTMLCanvasElement, past: Past, view: View, now: number): Past {
  const { height, width, scrollTop } = view
  const context = canvas.getContext("2d")
  const ratio = window.devicePixelRatio || 1
  const by = scrollTop - past.view.scrollTop
  const isWhole = Number.isInteger(by * ratio)
  if (!context || past.hasFlows || !isWhole || Math.abs(by) >= height) return paintPast(canvas, view, past.window, now)
  context.save()
  context.resetTransform()
  // `copy` also clears the part that nothing is copied to.
  context.globalCompositeOperation = "copy"
  context.drawImage(canvas, 0, -by * ratio)
  context.restore()
  const strip = by > 0 ? { from: height - by, to: height } : { from: 0, to: -by }
  context.save()
  context.beginPath()
  context.rect(0, strip.from, width, strip.to - strip.from)
  context.clip()
  const fresh = paintStrip(sheetOf(context, view, past.window, now), view, strip)
  context.restore()
  const kept = past.open.filter(({ lane }) => isIn(view, lane, { from: 0, to: height }) && !isIn(view, lane, strip))
  // New events are drawn at the next full paint.
  return { ...past, view: { ...past.view, scrollTop }, open: [...kept, ...fresh] }
}

const sheetOf = (context: CanvasRenderingContext2D, view: View, window: Window, now: number): Sheet => ({
  context,
  colours: view.colours,
  span: { ...window, width: view.width },
  now: view.end ?? now,
  history: view.history,
  selected: view.selected,
  process: view.process,
})

const isIn = ({ scrollTop }: View, { top, height }: Lane, { from, to }: Strip) =>
  top + height > scrollTop + from && top < scrollTop + to

/** Paints the time grid, and the lanes in a strip. */
function paintStrip(sheet: Sheet, view: View, strip: Strip): Open[] {
  const { context, colours, span } = sheet
  const { lanes } = view.lanes
  context.fillStyle = colours.hairline
  const ticks = lanes.length === 0 ? [] : ticksIn(span)
  for (const { at } of ticks) context.fillRect(Math.round(xOf(span, at)), strip.from, 1, strip.to - strip.from)
  const open: Open[] = []
  for (const lane of lanes) {
    if (!isIn(view, lane, strip)) continue
    const top = lane.top - view.scrollTop
    context.fillStyle = colours.hairline
    context.fillRect(0, top + lane.height - 1, view.width, 1)
    const laneSlices = paintLane(sheet, lane, top)
    if (laneSlices.length > 0) open.push({ lane, laneSlices })
  }
  return open
}
