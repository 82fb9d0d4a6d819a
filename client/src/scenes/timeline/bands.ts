import type { ProcessTrack } from "@forkscope/shared/history"
import { between, type ProcessEntity } from "@forkscope/shared/world"
import type { Window } from "./window.ts"

/** The scheduler shares of an interval as measured by the kernel, or a state without shares. */
export interface Band {
  readonly start: number
  readonly end: number
  readonly running: number
  readonly ready: number
  readonly waiting: number
  readonly only: "stopped" | "zombie" | null
}

/** A process, with the samples of the process or of one of its threads. */
export type Measured = Pick<ProcessTrack, "entity" | "samples">

/** µs below which the kernel's counters are too coarse. */
const FINEST = 100_000
/** Rounded to eighths: smaller differences are not visible in a band of ten pixels. */
const eighth = (share: number) => Math.round(share * 8) / 8

/** µs within which samplers report any change: after a longer silence the process did nothing. */
export const SILENCE = 300_000

/**
 * The states of a process up to `now` within a window, in intervals of at least `grain` µs; equal neighbours are
 * merged.
 */
export function bandsOf({ entity, samples }: Measured, window: Window, grain: number, now: number): Band[] {
  const bands: Band[] = []
  const finest = Math.max(FINEST, grain)
  let place = Math.max(0, samples.after(window.start) - 1)
  while (place + 1 < samples.length) {
    const first = samples.sample(place)
    if (first.at > window.end) break
    const next = samples.after(first.at + finest - 1, place)
    if (next >= samples.length) break
    const last = samples.sample(next)
    const { running, ready, waiting } = between(first, last)
    push(bands, {
      start: first.at,
      end: Math.min(last.at, entity.exitedAt ?? last.at),
      running: eighth(running),
      ready: eighth(ready),
      waiting: eighth(waiting),
      only: null,
    })
    place = next
  }
  const newest = samples.length > 0 ? samples.sample(Math.min(place, samples.length - 1)).at : null
  const still = { start: newest ?? entity.spawnedAt ?? now, end: entity.exitedAt ?? now }
  if (still.end - still.start > SILENCE && entity.spawnedAt !== null && still.start <= window.end) {
    push(bands, { ...still, running: 0, ready: 0, waiting: 1, only: null })
  }
  for (const { start, end } of stopsOf(entity)) {
    if (end > window.start) bands.push({ start, end, running: 0, ready: 0, waiting: 0, only: "stopped" })
  }
  if (entity.exitedAt !== null && (entity.reapedAt === null || entity.reapedAt > window.start)) {
    const end = entity.reapedAt ?? Number.POSITIVE_INFINITY
    bands.push({ start: entity.exitedAt, end, running: 0, ready: 0, waiting: 0, only: "zombie" })
  }
  return bands
}

/** When it was suspended, as far as its latest signals show. */
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
