import type { World } from "@forkscope/shared/world"
import { useEffect, useRef } from "react"
import type { Clock } from "../../motion/clock.ts"
import { animate } from "../../motion/loop.ts"
import { SILENCE } from "../../scenes/timeline/bands.ts"
import type { Lane } from "../../scenes/timeline/lanes.ts"
import { type SliceMark, slicesOf } from "../../scenes/timeline/slices.ts"
import { isFollowing, ticksIn, type Window, windowAt, xOf } from "../../scenes/timeline/window.ts"
import type { Colours } from "./colours.ts"
import { paintLane, paintOpen, type Sheet } from "./paintLane.ts"

/** ms between two paintings of what is past: an interval of measurement is 100 ms. */
const REPAINT = 90

export interface View {
  readonly world: World
  readonly lanes: readonly Lane[]
  readonly colours: Colours
  readonly width: number
  readonly height: number
  readonly scrollTop: number
}

interface Elements {
  readonly past: React.RefObject<HTMLCanvasElement | null>
  readonly present: React.RefObject<HTMLCanvasElement | null>
  readonly axis: React.RefObject<HTMLDivElement | null>
  readonly head: React.RefObject<HTMLDivElement | null>
}

/**
 * Keeps two sheets: what is past, painted when there is news, and what goes on now with the head, painted every frame.
 * While the window follows now, the past is pushed along until its next painting.
 */
export function useLanes(view: View, clock: Clock, elements: Elements, onWindow: (window: Window) => void): void {
  const latest = useRef({ view, onWindow })
  const isStale = useRef(true)
  latest.current = { view, onWindow }
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever of the view changed, the past is painted anew.
  useEffect(() => {
    isStale.current = true
  }, [view.world, view.lanes, view.colours, view.width, view.height, view.scrollTop])

  useEffect(() => {
    let painted: Window = { start: 0, end: 0 }
    let paintedAt = 0
    let paintedNow = 0
    let drawnNow = -1
    let open: { lane: Lane; slices: SliceMark[] }[] = []
    const refresh = () => {
      isStale.current = true
      paintedAt = 0
    }
    document.fonts?.ready.then(refresh)
    return animate((wall) => {
      const { view, onWindow } = latest.current
      const { past, present, axis, head } = elements
      if (!past.current || !present.current || view.width <= 0) return true
      const now = clock.now(wall)
      const window = windowAt(now)
      const isOther = window.end - window.start !== painted.end - painted.start || !isFollowing(window)
      // In silence nothing new comes, and yet the time of those who wait goes on.
      if (now - paintedNow > SILENCE) isStale.current = true
      if ((isStale.current && wall - paintedAt > REPAINT) || (isOther && window.end !== painted.end)) {
        isStale.current = false
        paintedAt = wall
        paintedNow = now
        if (window.start !== painted.start || window.end !== painted.end) onWindow(window)
        painted = window
        open = paintPast(past.current, view, { ...window, width: view.width }, now)
        drawnNow = -1
      }
      if (now === drawnNow) return true
      drawnNow = now
      const span = { ...window, width: view.width }
      const shift = xOf(span, painted.start)
      past.current.style.transform = `translateX(${shift}px)`
      if (axis.current) axis.current.style.transform = `translateX(${shift}px)`
      paintPresent(present.current, view, open, { ...span, now })
      if (head.current) head.current.style.transform = `translateX(${Math.round(xOf(span, now) * 2) / 2}px)`
      return true
    })
  }, [clock, elements])
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

const isSeen = (view: View, lane: Lane) =>
  lane.top + lane.height > view.scrollTop && lane.top < view.scrollTop + view.height

function paintPast(canvas: HTMLCanvasElement, view: View, span: Sheet["span"], now: number) {
  const context = cleared(canvas, view.width, view.height)
  if (!context) return []
  const sheet: Sheet = { context, colours: view.colours, span, now }
  context.fillStyle = view.colours.hairline
  const ticks = view.lanes.length === 0 ? [] : ticksIn(span)
  for (const { at } of ticks) context.fillRect(Math.round(xOf(span, at)), 0, 1, view.height)
  const open: { lane: Lane; slices: SliceMark[] }[] = []
  for (const lane of view.lanes) {
    if (!isSeen(view, lane)) continue
    const top = lane.top - view.scrollTop
    context.fillStyle = view.colours.hairline
    context.fillRect(0, top + lane.height - 1, view.width, 1)
    paintLane(sheet, view.world, lane, top)
    const slices = lane.procs.flatMap((id) => {
      const process = view.world.processes[id]
      return process ? slicesOf(view.world, process, span, lane.thread).filter(({ end }) => end === null) : []
    })
    if (slices.length > 0) open.push({ lane, slices })
  }
  return open
}

function paintPresent(
  canvas: HTMLCanvasElement,
  view: View,
  open: readonly { lane: Lane; slices: SliceMark[] }[],
  span: Sheet["span"] & { now: number },
): void {
  const context = cleared(canvas, view.width, view.height)
  if (!context) return
  const sheet: Sheet = { context, colours: view.colours, span, now: span.now }
  for (const { lane, slices } of open) paintOpen(sheet, slices, lane, lane.top - view.scrollTop)
}
