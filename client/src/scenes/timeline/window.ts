import { scaleLinear } from "d3-scale"

/** Part of the run's time that the timeline shows, µs. */
export interface Window {
  readonly start: number
  readonly end: number
}

const SECOND = 1_000_000
const LONGEST = 60 * SECOND
/** Lengths that hold still until the run outgrows them: only the head moves. */
const LENGTHS = [2, 5, 10, 15, 20, 30, 45, 60].map((seconds) => seconds * SECOND)
/** Share of the window kept free to the right of now, once it follows. */
const AHEAD = 0.04

/** The whole run while it is short; then the last 60 s, following now. */
export function windowAt(now: number): Window {
  const length = LENGTHS.find((one) => now <= one * (1 - AHEAD)) ?? LONGEST
  const start = Math.max(0, now + LONGEST * AHEAD - LONGEST)
  return length < LONGEST || start === 0 ? { start: 0, end: length } : { start, end: start + LONGEST }
}

/** Whether the window of a moment keeps moving with it. */
export const isFollowing = (window: Window) => window.start > 0

export interface Span extends Window {
  readonly width: number
}

export const xOf = (span: Span, at: number) => ((at - span.start) / (span.end - span.start)) * span.width
export const atOf = (span: Span, x: number) => span.start + (x / span.width) * (span.end - span.start)

/** px between two labels of the axis, and between two lines. */
const LABEL_SPACING = 110
const LINE_SPACING = 36

/** Round times for the axis: those with a label are major. */
export function ticksIn(span: Span): { at: number; isMajor: boolean }[] {
  const scale = scaleLinear([span.start / SECOND, span.end / SECOND], [0, span.width])
  const major = new Set(scale.ticks(span.width / LABEL_SPACING))
  // The finest round lines among which every label has one.
  const finer = [5, 4, 2].map((parts) => scale.ticks((span.width / LABEL_SPACING) * parts))
  const fits = (lines: number[]) =>
    lines.length < span.width / LINE_SPACING && [...major].every((at) => lines.includes(at))
  return (finer.find(fits) ?? [...major]).map((at) => ({ at: Math.round(at * SECOND), isMajor: major.has(at) }))
}
