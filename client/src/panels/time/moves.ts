import { panned, shownAt, type Window, wholeAt, zoomed } from "../../scenes/timeline/window.ts"
import type { Session } from "../../store/session.ts"

/** In a window so many times as long a stretch can't be found. */
const SMALL = 60

/** What the timeline shows, and all that it could show. */
function viewOf({ page, facts, time, comparing }: Session): { window: Window; whole: Window; at: number } {
  const both = comparing.getState().end
  const end = both ?? time.getState().recording?.at ?? null
  // Of two runs there is no one head.
  const at = both === null ? facts.getState().world.at : -1
  return { window: shownAt(page.getState().window, end, at).window, whole: wholeAt(end, at), at }
}

/** Shows less (a factor below 1) or more of time, around the head where that is seen. */
export function zoomTime(session: Session, factor: number): void {
  const { window, whole, at } = viewOf(session)
  const isSeen = at >= window.start && at <= window.end
  session.showWindow(zoomed(window, factor, isSeen ? at : (window.start + window.end) / 2, whole))
}

/** Goes along in time by a part of what is shown; before the beginning if it is negative. */
export function panTime(session: Session, share: number): void {
  const { window, whole } = viewOf(session)
  session.showWindow(panned(window, share * (window.end - window.start), whole))
}

/** Shows a stretch with as much again at both sides. */
export function showAlone(session: Session, start: number, end: number): void {
  const length = Math.max(100, end - start)
  session.showWindow(zoomed({ start: start - length, end: end + length }, 1, start, viewOf(session).whole))
}

/** Shows a stretch in the middle, as near as time is looked at, unless it would be too small to be seen. */
export function showAround(session: Session, start: number, end: number): void {
  const { window, whole } = viewOf(session)
  const length = window.end - window.start
  const from = (start + end - length) / 2
  if (length > SMALL * (end - start)) showAlone(session, start, end)
  else session.showWindow(panned({ start: from, end: from + length }, 0, whole))
}
