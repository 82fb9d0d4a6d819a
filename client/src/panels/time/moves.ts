import { panned, shownAt, type Window, wholeAt, zoomed } from "../../scenes/timeline/window.ts"
import type { Session } from "../../store/session.ts"

/** A slice is too small to see in a window more than this many times as long. */
const SMALL = 60

/** The range that the timeline shows, the whole range that it can show, and the time of the head. */
function viewOf({ page, facts, time, comparing }: Session): { window: Window; whole: Window; at: number } {
  const both = comparing.getState().end
  const end = both ?? time.getState().recording?.at ?? null
  // A comparison has no single head.
  const at = both === null ? facts.getState().world.at : -1
  return { window: shownAt(page.getState().window, end, at).window, whole: wholeAt(end, at), at }
}

/** Zooms in (a factor below 1) or out, around the head if it is visible, else around the middle. */
export function zoomTime(session: Session, factor: number): void {
  const { window, whole, at } = viewOf(session)
  const isSeen = at >= window.start && at <= window.end
  session.showWindow(zoomed(window, factor, isSeen ? at : (window.start + window.end) / 2, whole))
}

/** Pans by a share of the shown range; negative: towards the past. */
export function panTime(session: Session, share: number): void {
  const { window, whole } = viewOf(session)
  session.showWindow(panned(window, share * (window.end - window.start), whole))
}

/** Shows a range with its own length added at both sides. */
export function showAlone(session: Session, start: number, end: number): void {
  const length = Math.max(100, end - start)
  session.showWindow(zoomed({ start: start - length, end: end + length }, 1, start, viewOf(session).whole))
}

/** Centres a range at the current zoom, or zooms in if it would be too small to see. */
export function showAround(session: Session, start: number, end: number): void {
  const { window, whole } = viewOf(session)
  const length = window.end - window.start
  const from = (start + end - length) / 2
  if (length > SMALL * (end - start)) showAlone(session, start, end)
  else session.showWindow(panned({ start: from, end: from + length }, 0, whole))
}
