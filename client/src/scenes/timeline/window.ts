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

/** Round times for the axis, about one every `spacing` px. */
export function ticksIn({ start, end }: Window, width: number, spacing = 110): { at: number; isMajor: boolean }[] {
  const wanted = ((end - start) * spacing) / Math.max(1, width)
  const step = [0.2, 0.5, 1, 2, 3, 5, 10, 15, 30].map((one) => one * SECOND).find((one) => one >= wanted) ?? LONGEST
  const minor = step / (step === 3 * SECOND || step === 15 * SECOND ? 3 : step === 2 * SECOND ? 2 : 5)
  const ticks: { at: number; isMajor: boolean }[] = []
  for (let place = Math.ceil(start / minor); place * minor <= end; place++) {
    const at = Math.round(place * minor)
    ticks.push({ at, isMajor: at % step === 0 })
  }
  return ticks
}

export interface Span extends Window {
  readonly width: number
}

export const xOf = (span: Span, at: number) => ((at - span.start) / (span.end - span.start)) * span.width
export const atOf = (span: Span, x: number) => span.start + (x / span.width) * (span.end - span.start)
