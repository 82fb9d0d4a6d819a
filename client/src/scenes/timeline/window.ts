import { scaleLinear } from "d3-scale"

/** The part of the run's time that the timeline shows, µs. */
export interface Window {
  readonly start: number
  readonly end: number
}

const SECOND = 1_000_000
const LONGEST = 60 * SECOND
/** Window lengths of a growing run: a length is kept until the run exceeds it, so that only the head moves. */
const LENGTHS = [2, 5, 10, 15, 20, 30, 45, 60].map((seconds) => seconds * SECOND)
/** Share of the window kept free right of now while following. */
const AHEAD = 0.04
/** µs of the shortest window: event times have a resolution of 1 µs. */
const SHORTEST = 20

/** The whole run while it is short, then the last 60 s, following now. */
export function windowAt(now: number): Window {
  const length = LENGTHS.find((one) => now <= one * (1 - AHEAD)) ?? LONGEST
  const start = Math.max(0, now + LONGEST * AHEAD - LONGEST)
  return length < LONGEST || start === 0 ? { start: 0, end: length } : { start, end: start + LONGEST }
}

/** The whole of a run that ended, or of a recording. */
export const wholeOf = (end: number): Window => ({ start: 0, end: Math.max(1000, end * (1 + AHEAD)) })

/** The whole range that can be shown; for a run that goes on, with the free space after now. */
export const wholeAt = (end: number | null, now: number): Window =>
  end === null ? { start: 0, end: Math.max(wholeOf(now).end, windowAt(now).end) } : wholeOf(end)

/** The shown range: the chosen one, else the whole recording, else the range that follows now. */
export function shownAt(chosen: Window | null, end: number | null, now: number) {
  const window = chosen ?? (end === null ? windowAt(now) : wholeOf(end))
  return { window, isFollowing: chosen === null && end === null && window.start > 0 }
}

/** A window zoomed by a factor (below 1: shorter) with the time `at` fixed, never beyond the whole. */
export function zoomed(window: Window, factor: number, at: number, whole: Window): Window {
  const length = window.end - window.start
  const next = Math.max(SHORTEST, length * factor)
  // Tolerates the rounding errors of zooming in and out again.
  if (next >= (whole.end - whole.start) * (1 - 1e-9)) return whole
  const start = at - ((at - window.start) / length) * next
  return within({ start, end: start + next }, whole)
}

/** A window moved by `by` µs, never beyond the whole. */
export const panned = ({ start, end }: Window, by: number, whole: Window): Window =>
  within({ start: start + by, end: end + by }, whole)

function within({ start, end }: Window, whole: Window): Window {
  const length = Math.min(end - start, whole.end - whole.start)
  const from = Math.max(whole.start, Math.min(start, whole.end - length))
  return { start: from, end: from + length }
}

export interface Span extends Window {
  readonly width: number
}

export const xOf = (span: Span, at: number) => ((at - span.start) / (span.end - span.start)) * span.width
export const atOf = (span: Span, x: number) => span.start + (x / span.width) * (span.end - span.start)

/** px between two labels of the axis, and between two grid lines. */
const LABEL_SPACING = 110
const LINE_SPACING = 36

/** Round times for the axis, µs: major ones have a label, in seconds. */
export function ticksIn(span: Span): { at: number; label: string | null }[] {
  const scale = scaleLinear([span.start / SECOND, span.end / SECOND], [0, span.width])
  const labels = scale.ticks(span.width / LABEL_SPACING)
  const [first = 0, second = first + 1] = labels
  const decimals = decimalsFor(second - first)
  const major = new Set(labels)
  // The finest grid that contains every labelled time.
  const finer = [5, 4, 2].map((parts) => scale.ticks((span.width / LABEL_SPACING) * parts))
  const fits = (lines: number[]) =>
    lines.length < span.width / LINE_SPACING && [...major].every((at) => lines.includes(at))
  return (finer.find(fits) ?? labels).map((at) => ({
    at: Math.round(at * SECOND),
    label: major.has(at) ? at.toFixed(decimals) : null,
  }))
}

/** Decimals needed to distinguish two times that differ by so many seconds. */
const decimalsFor = (seconds: number) => Math.max(0, Math.min(6, Math.ceil(-Math.log10(seconds) - 1e-9)))

/** Decimals needed to distinguish the times of neighbouring pixels. */
export const decimalsIn = (span: Span) => decimalsFor((span.end - span.start) / Math.max(1, span.width) / SECOND)
