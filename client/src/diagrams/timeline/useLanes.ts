import { useEffect, useRef } from "react"
import type { Clock } from "../../motion/clock.ts"
import { animate, drawSoon } from "../../motion/loop.ts"
import { SILENCE } from "../../scenes/timeline/bands.ts"
import { type Window, xOf } from "../../scenes/timeline/window.ts"
import { cleared, type Open, type Past, paintPast, scrollPast, type View } from "./paintPast.ts"
import { paintOpen } from "./paintTrack.ts"
import { rowsOf, type Sheet } from "./sheet.ts"

/** ms between two paints of new events: samples come every 100 ms. */
const REPAINT = 90

interface Elements {
  readonly past: React.RefObject<HTMLCanvasElement | null>
  readonly present: React.RefObject<HTMLCanvasElement | null>
  readonly axis: React.RefObject<HTMLDivElement | null>
  readonly head: React.RefObject<HTMLDivElement | null>
}

/**
 * Paints two canvases: the past, when it or the shown range changes, and the present with the head in every frame.
 * While the window follows now, the canvas of the past is shifted until its next paint.
 */
export function useLanes(view: View, clock: Clock, elements: Elements, onWindow: (window: Window) => void): void {
  const latest = useRef({ view, onWindow })
  latest.current = { view, onWindow }
  useEffect(drawSoon)

  useEffect(() => {
    let painted: Past | null = null
    let window: Window = { start: 0, end: 0 }
    let paintedAt = 0
    let paintedNow = 0
    let drawnNow = -1
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
      // Without new events the waits that have not ended still grow.
      const hasNews = painted?.view.version !== view.version || now - paintedNow > SILENCE || now < paintedNow
      if (isMoved || !painted || isOther(painted.view, view) || (hasNews && wall - paintedAt > REPAINT)) {
        paintedAt = wall
        paintedNow = now
        if (wanted.start !== window.start || wanted.end !== window.end) onWindow(wanted)
        window = wanted
        painted = paintPast(past.current, view, window, now)
        drawnNow = -1
      } else if (painted.view.scrollTop !== view.scrollTop) {
        painted = scrollPast(past.current, painted, view, now)
        drawnNow = -1
      }
      if (now === drawnNow) return true
      drawnNow = now
      const span = { ...wanted, width: view.width }
      const shift = xOf(span, window.start)
      past.current.style.transform = `translateX(${shift}px)`
      if (axis.current) axis.current.style.transform = `translateX(${shift}px)`
      paintPresent(present.current, view, painted.open, wanted, now)
      if (head.current) head.current.style.transform = `translateX(${Math.round(xOf(span, now) * 2) / 2}px)`
      return true
    })
  }, [clock, elements])
}

/** Whether the user changed what is shown, which is painted at once. Scrolling is handled separately. */
function isOther(one: View, other: View): boolean {
  const keys = ["history", "lanes", "colours", "width", "height", "selected", "process", "end"] as const
  return keys.some((key) => one[key] !== other[key])
}

function paintPresent(
  canvas: HTMLCanvasElement,
  { width, height, colours, history, selected, process, scrollTop, end }: View,
  open: readonly Open[],
  window: Window,
  now: number,
): void {
  const context = cleared(canvas, width, height)
  if (!context) return
  const span = { ...window, width }
  const sheet: Sheet = { context, colours, span, now: end ?? now, history, selected, process }
  for (const { lane, laneSlices } of open) {
    const rows = rowsOf(lane)
    paintOpen(sheet, laneSlices, { y: lane.top - scrollTop + rows.slice, height: rows.sliceHeight })
  }
  const x = xOf(span, now)
  if (end === null || end <= now || x >= width) return
  context.fillStyle = colours.panel
  context.globalAlpha = 0.6
  context.fillRect(Math.max(0, x), 0, width, height)
  context.globalAlpha = 1
}
