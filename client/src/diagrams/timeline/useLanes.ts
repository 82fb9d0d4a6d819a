import type { History } from "@forkscope/shared/history"
import { useEffect, useRef } from "react"
import type { Clock } from "../../motion/clock.ts"
import { animate } from "../../motion/loop.ts"
import { SILENCE } from "../../scenes/timeline/bands.ts"
import type { Lane, Lanes } from "../../scenes/timeline/lanes.ts"
import type { Mark } from "../../scenes/timeline/marks.ts"
import { ticksIn, type Window, xOf } from "../../scenes/timeline/window.ts"
import type { Colours } from "./colours.ts"
import { paintFlows } from "./paintFlows.ts"
import { paintLane } from "./paintLane.ts"
import { paintOpen } from "./paintTrack.ts"
import { rowsOf, type Sheet } from "./sheet.ts"

/** ms between two paintings because of news: an interval of measurement is 100 ms. */
const REPAINT = 90

export interface View {
  readonly history: History
  /** Raised when the history has news. */
  readonly version: number
  readonly lanes: Lanes
  readonly colours: Colours
  readonly width: number
  readonly height: number
  readonly scrollTop: number
  readonly selected: number | null
  /** The run's time up to which something is known, where that is not now: beyond the head is the future. */
  readonly end: number | null
  /** What is seen at a moment, and whether that moves with it. */
  windowAt(now: number): { window: Window; isFollowing: boolean }
}

interface Elements {
  readonly past: React.RefObject<HTMLCanvasElement | null>
  readonly present: React.RefObject<HTMLCanvasElement | null>
  readonly axis: React.RefObject<HTMLDivElement | null>
  readonly head: React.RefObject<HTMLDivElement | null>
}

/**
 * Keeps two sheets: what is past, painted when there is news or another part of it is to be seen, and what goes on now with
 * the head, painted every frame. While the window follows now, the past is pushed along until its next painting.
 */
export function useLanes(view: View, clock: Clock, elements: Elements, onWindow: (window: Window) => void): void {
  const latest = useRef({ view, onWindow })
  latest.current = { view, onWindow }

  useEffect(() => {
    let painted: View | null = null
    let window: Window = { start: 0, end: 0 }
    let paintedAt = 0
    let paintedNow = 0
    let drawnNow = -1
    let open: Open[] = []
    const refresh = () => {
      painted = null
    }
    document.fonts?.ready.then(refresh)
    return animate((wall) => {
      const { view, onWindow } = latest.current
      const { past, present, axis, head } = elements
      if (!past.current || !present.current || view.width <= 0) return true
      const now = clock.now(wall)
      const { window: wanted, isFollowing } = view.windowAt(now)
      const isMoved = isFollowing
        ? Math.abs(wanted.end - wanted.start - window.end + window.start) > 1
        : wanted.start !== window.start || wanted.end !== window.end
      // In silence nothing new comes, and yet the time of those who wait goes on.
      const hasNews = painted?.version !== view.version || now - paintedNow > SILENCE || now < paintedNow
      if (isMoved || !painted || isOther(painted, view) || (hasNews && wall - paintedAt > REPAINT)) {
        paintedAt = wall
        paintedNow = now
        painted = view
        if (wanted.start !== window.start || wanted.end !== window.end) onWindow(wanted)
        window = wanted
        open = paintPast(past.current, view, window, now)
        drawnNow = -1
      }
      if (now === drawnNow) return true
      drawnNow = now
      const span = { ...wanted, width: view.width }
      const shift = xOf(span, window.start)
      past.current.style.transform = `translateX(${shift}px)`
      if (axis.current) axis.current.style.transform = `translateX(${shift}px)`
      paintPresent(present.current, view, open, wanted, now)
      if (head.current) head.current.style.transform = `translateX(${Math.round(xOf(span, now) * 2) / 2}px)`
      return true
    })
  }, [clock, elements])
}

/** What is seen was changed by whoever looks on, who must not wait. */
function isOther(one: View, other: View): boolean {
  const keys = ["history", "lanes", "colours", "width", "height", "scrollTop", "selected", "end"] as const
  return keys.some((key) => one[key] !== other[key])
}

/** A context in CSS px on a sheet of the screen's own resolution, cleared. */
function cleared(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
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

interface Open {
  readonly lane: Lane
  readonly marks: readonly Mark[]
}

const isSeen = (view: View, lane: Lane) =>
  lane.top + lane.height > view.scrollTop && lane.top < view.scrollTop + view.height

function paintPast(canvas: HTMLCanvasElement, view: View, window: Window, now: number): Open[] {
  const context = cleared(canvas, view.width, view.height)
  if (!context) return []
  const { colours, history, selected, lanes, width, height, scrollTop, end } = view
  const span = { ...window, width }
  const sheet: Sheet = { context, colours, span, now: end ?? now, history, selected }
  context.fillStyle = colours.hairline
  const ticks = lanes.lanes.length === 0 ? [] : ticksIn(span)
  for (const { at } of ticks) context.fillRect(Math.round(xOf(span, at)), 0, 1, height)
  const open: Open[] = []
  for (const lane of lanes.lanes) {
    if (!isSeen(view, lane)) continue
    const top = lane.top - scrollTop
    context.fillStyle = colours.hairline
    context.fillRect(0, top + lane.height - 1, width, 1)
    const marks = paintLane(sheet, lane, top)
    if (marks.length > 0) open.push({ lane, marks })
  }
  paintFlows(sheet, lanes, scrollTop)
  return open
}

function paintPresent(
  canvas: HTMLCanvasElement,
  { width, height, colours, history, selected, scrollTop, end }: View,
  open: readonly Open[],
  window: Window,
  now: number,
): void {
  const context = cleared(canvas, width, height)
  if (!context) return
  const span = { ...window, width }
  const sheet: Sheet = { context, colours, span, now: end ?? now, history, selected }
  for (const { lane, marks } of open) {
    const rows = rowsOf(lane)
    paintOpen(sheet, marks, { y: lane.top - scrollTop + rows.slice, height: rows.sliceHeight })
  }
  const x = xOf(span, now)
  if (end === null || end <= now || x >= width) return
  context.fillStyle = colours.panel
  context.globalAlpha = 0.6
  context.fillRect(Math.max(0, x), 0, width, height)
  context.globalAlpha = 1
}
