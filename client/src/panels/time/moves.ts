import { panned, shownAt, type Window, wholeOf, zoomed } from "../../scenes/timeline/window.ts"
import type { Session } from "../../store/session.ts"

/** What the timeline shows, and all that it could show. */
function viewOf({ page, facts, time }: Session): { window: Window; whole: Window; at: number } {
  const { at } = facts.getState().world
  const end = time.getState().recording?.at ?? null
  return { window: shownAt(page.getState().window, end, at).window, whole: wholeOf(end ?? at), at }
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

/** Shows a stretch with room around it. */
export function showAround(session: Session, start: number, end: number): void {
  const { window, whole } = viewOf(session)
  const length = Math.max(1000, (end - start) * 6)
  const isSmall = window.end - window.start > 60 * (end - start)
  const half = (isSmall ? length : Math.max(end - start, window.end - window.start)) / 2
  const middle = (start + end) / 2
  session.showWindow(zoomed({ start: middle - half, end: middle + half }, 1, middle, whole))
}
