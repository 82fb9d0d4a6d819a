import { type PointerEvent, type RefObject, useEffect, useRef, useState } from "react"
import { atOf, panned, type Window, zoomed } from "../../scenes/timeline/window.ts"

/** px that a pointer may move during a click. */
const CLICK = 4
/** Zoom factor for each px of wheel movement. */
const WHEEL = 1.0022

interface Options {
  readonly lanes: RefObject<HTMLElement | null>
  /** px of the names at the left of the drawing, and of the drawing. */
  readonly labels: number
  readonly width: number
  /** The shown range, and the whole range that can be shown. */
  window(): Window
  whole(): Window
  onWindow(window: Window): void
  /** Called for a click at a point of the drawing. */
  onClick(x: number, y: number): void
  onSeek(at: number): void
}

/** A range of the axis that is being selected, px from the left of the drawing. */
export interface Brush {
  readonly from: number
  readonly to: number
}

/**
 * Mouse control of the time range: drag to pan, Ctrl and wheel to zoom, Shift and wheel or a horizontal wheel to pan.
 * On the axis, drag to select the range to show, click to seek.
 */
export function useNavigation(options: Options) {
  const latest = useRef(options)
  latest.current = options
  const [brush, setBrush] = useState<Brush | null>(null)
  const drag = useRef<{ x: number; window: Window; isMoved: boolean } | null>(null)

  useEffect(() => {
    const section = options.lanes.current
    if (!section) return
    // React's wheel listeners are passive and could not keep the page from zooming or going back.
    const onWheel = (event: WheelEvent) => {
      const { labels, width, window, whole, onWindow } = latest.current
      const span = { ...window(), width }
      const unit = event.deltaMode === 1 ? 16 : 1
      if (event.ctrlKey || event.metaKey) {
        const x = event.clientX - section.getBoundingClientRect().left - labels
        event.preventDefault()
        onWindow(zoomed(span, WHEEL ** (event.deltaY * unit), atOf(span, x), whole()))
        return
      }
      const by = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX
      if (by === 0 || (!event.shiftKey && Math.abs(event.deltaX) < Math.abs(event.deltaY))) return
      event.preventDefault()
      onWindow(panned(span, (by * unit * (span.end - span.start)) / width, whole()))
    }
    section.addEventListener("wheel", onWheel, { passive: false })
    return () => section.removeEventListener("wheel", onWheel)
  }, [options.lanes])

  const xIn = (event: PointerEvent<HTMLElement>) => event.clientX - event.currentTarget.getBoundingClientRect().left
  const { window, whole, width, onWindow, onSeek, onClick } = options

  const sheets = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      drag.current = { x: event.clientX, window: window(), isMoved: false }
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const begun = drag.current
      if (!begun) return
      const by = event.clientX - begun.x
      begun.isMoved ||= Math.abs(by) > CLICK
      if (!begun.isMoved) return
      const length = begun.window.end - begun.window.start
      onWindow(panned(begun.window, (-by * length) / width, whole()))
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      const begun = drag.current
      drag.current = null
      if (begun && !begun.isMoved) {
        onClick(xIn(event), event.clientY - event.currentTarget.getBoundingClientRect().top)
      }
    },
    onPointerCancel: () => {
      drag.current = null
    },
  }
  const axis = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      setBrush({ from: xIn(event), to: xIn(event) })
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (brush) setBrush({ ...brush, to: xIn(event) })
    },
    onPointerUp: () => {
      setBrush(null)
      if (!brush) return
      const span = { ...window(), width }
      const [start, end] = [Math.min(brush.from, brush.to), Math.max(brush.from, brush.to)].map((x) => atOf(span, x))
      if (start === undefined || end === undefined) return
      if (Math.abs(brush.to - brush.from) <= CLICK) onSeek(Math.max(0, start))
      else onWindow(zoomed({ start, end }, 1, start, whole()))
    },
    onPointerCancel: () => setBrush(null),
  }
  const head = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      event.stopPropagation()
      event.currentTarget.setPointerCapture(event.pointerId)
      drag.current = { x: event.clientX, window: window(), isMoved: false }
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const begun = drag.current
      const left = options.lanes.current?.getBoundingClientRect().left
      if (!begun || left === undefined) return
      begun.isMoved ||= Math.abs(event.clientX - begun.x) > CLICK
      // The window does not follow while the head is dragged.
      const span = { ...begun.window, width }
      if (begun.isMoved) onSeek(Math.max(0, atOf(span, event.clientX - left - options.labels)))
    },
    onPointerUp: () => {
      drag.current = null
    },
  }
  return { brush: brush && Math.abs(brush.to - brush.from) > CLICK ? brush : null, sheets, axis, head }
}
