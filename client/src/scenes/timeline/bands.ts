import { between, type ProcessEntity, type Sample, valuesOf } from "@forkscope/shared/world"
import type { Window } from "./window.ts"

/** How a stretch of time was spent. Measured by the kernel's accounts, or a state that has no shares. */
export interface Band {
  readonly start: number
  readonly end: number
  readonly running: number
  readonly ready: number
  readonly waiting: number
  readonly only: "stopped" | "zombie" | null
}

/** Below this many µs the kernel's counters are too coarse. */
const FINEST = 100_000
/** Shares nearer than an eighth look alike in a band of ten pixels. */
const eighth = (share: number) => Math.round(share * 8) / 8

/** A sampler tells of movement within this time, µs: after a longer silence the process did nothing. */
export const SILENCE = 300_000

/**
 * The states of a process up to `now` within a window, in stretches no shorter than `grain` µs; equal neighbours are
 * joined.
 */
export function bandsOf(process: ProcessEntity, window: Window, grain: number, now: number): Band[] {
  const bands: Band[] = []
  const finest = Math.max(FINEST, grain)
  let first: Sample | undefined
  for (const sample of valuesOf(process.samples)) {
    if (first && sample.at - first.at < finest) continue
    if (first && sample.at >= window.start) {
      if (first.at > window.end) break
      const shares = between(first, sample)
      push(bands, {
        start: first.at,
        end: Math.min(sample.at, process.exitedAt ?? sample.at),
        running: eighth(shares.running),
        ready: eighth(shares.ready),
        waiting: eighth(shares.waiting),
        only: null,
      })
    }
    first = sample
  }
  const still = { start: first?.at ?? process.spawnedAt ?? now, end: process.exitedAt ?? now }
  if (still.end - still.start > SILENCE && process.spawnedAt !== null) {
    push(bands, { ...still, running: 0, ready: 0, waiting: 1, only: null })
  }
  for (const { start, end } of stopsOf(process)) {
    if (end > window.start) bands.push({ start, end, running: 0, ready: 0, waiting: 0, only: "stopped" })
  }
  if (process.exitedAt !== null && (process.reapedAt === null || process.reapedAt > window.start)) {
    const end = process.reapedAt ?? Number.POSITIVE_INFINITY
    bands.push({ start: process.exitedAt, end, running: 0, ready: 0, waiting: 0, only: "zombie" })
  }
  return bands
}

/** When it was suspended, as far as its last signals tell. */
function stopsOf(process: ProcessEntity): { start: number; end: number }[] {
  const stops: { start: number; end: number }[] = []
  let since: number | null = null
  for (const { at, signal } of process.signals) {
    if (signal === "SIGSTOP" || signal === "SIGTSTP") since ??= at
    else if (since !== null && (signal === "SIGCONT" || signal === "SIGKILL")) {
      stops.push({ start: since, end: at })
      since = null
    }
  }
  if (since !== null) stops.push({ start: since, end: process.exitedAt ?? Number.POSITIVE_INFINITY })
  return stops
}

function push(bands: Band[], band: Band): void {
  const last = bands.at(-1)
  const isAlike = last?.end === band.start && last.running === band.running && last.ready === band.ready
  if (last && isAlike) bands[bands.length - 1] = { ...last, end: band.end }
  else bands.push(band)
}
