import { isFailed, isWait, type SliceTrack } from "@forkscope/shared/history"
import type { Slice } from "@forkscope/shared/world"
import { type LaneSlice, labelOf } from "../../scenes/timeline/laneSlices.ts"
import type { LaneTrack } from "../../scenes/timeline/tracks.ts"
import { xOf } from "../../scenes/timeline/window.ts"
import { type Sheet, write } from "./sheet.ts"

interface Row {
  readonly y: number
  readonly height: number
}

/** px below which slices are not drawn one by one: all slices within that many px are one mark. */
const SMALL = 3
const GRAIN = 2
/** px that a box needs for a label. */
const LABELLED = 16

/**
 * What a thread did: its work as boxes; its waits as boxes between them, or as strips at the bottom of the work they
 * interrupt.
 */
export function paintTrack(sheet: Sheet, { work, waits }: LaneTrack, open: readonly LaneSlice[], row: Row): void {
  paintSlices(sheet, work, row, () => false)
  const since = open.find(({ kind }) => !isWait(kind))?.start ?? Number.POSITIVE_INFINITY
  let place = work.endingAfter(sheet.span.start)
  paintSlices(sheet, waits, row, ({ start, end }) => {
    place = work.endingAfter(start, place)
    const holder = work.slices[place]
    return start >= since || (holder !== undefined && holder.start <= start && holder.end >= end)
  })
}

function paintSlices(sheet: Sheet, track: SliceTrack, row: Row, isInside: (slice: Slice) => boolean): void {
  const { span } = sheet
  const scale = span.width / (span.end - span.start)
  const grain = GRAIN / scale
  let place = track.endingAfter(span.start)
  while (place < track.length) {
    const slice = track.slices[place] as Slice
    if (slice.start > span.end) break
    if ((slice.end - slice.start) * scale >= SMALL) {
      const laneSlice = { ...slice, isFailed: isFailed(slice) }
      if (isInside(slice)) paintStrip(sheet, laneSlice, row)
      else paintBox(sheet, laneSlice, row, () => labelOf(sheet.history.world, slice))
      place += 1
      continue
    }
    // The track's index gives the end of such a group and its covered time without a loop over its slices.
    const from = Math.max(slice.start, span.start)
    const next = Math.max(place + 1, track.endingAfter(from + grain, place))
    paintDense(sheet, track, place, next, row, isInside(slice))
    place = next
  }
}

type Box = Pick<LaneSlice, "kind" | "start" | "end" | "isFailed" | "seq">

/** Slices that have not ended, drawn up to now in every frame; enclosing slices come first. */
export function paintOpen(sheet: Sheet, open: readonly LaneSlice[], row: Row): void {
  const since = open.find(({ kind }) => !isWait(kind))?.start ?? Number.POSITIVE_INFINITY
  for (const laneSlice of open) {
    if (isWait(laneSlice.kind) && laneSlice.start >= since) paintStrip(sheet, laneSlice, row)
    else paintBox(sheet, laneSlice, row, () => laneSlice.label)
  }
}

function edgesOf({ span, now }: Sheet, { start, end }: Box) {
  const x = Math.max(-8, xOf(span, start))
  return { x, width: Math.max(2, Math.min(span.width + 8, xOf(span, end ?? now)) - x - 1) }
}

function paintStrip(sheet: Sheet, box: Box, { y, height }: Row): void {
  const { context, colours } = sheet
  const { x, width } = edgesOf(sheet, box)
  context.fillStyle = box.isFailed ? colours.failed : colours.waiting
  context.globalAlpha = 0.7
  context.fillRect(x + 1, y + height - 3.5, Math.max(1.5, width - 2), 2.5)
  context.globalAlpha = 1
  if (box.seq === sheet.selected) outline(sheet, x, y + height - 4.5, width, 4.5)
}

function paintBox(sheet: Sheet, box: Box, { y, height }: Row, label: () => string): void {
  const { context } = sheet
  const { x, width } = edgesOf(sheet, box)
  const look = lookOf(sheet, box)
  context.fillStyle = look.fill
  if (width < 6) context.fillRect(x, y + 0.5, width, height - 1)
  else {
    context.beginPath()
    context.roundRect(x, y + 0.5, width, height - 1, Math.min(4, width / 2))
    context.fill()
    if (look.line) {
      context.strokeStyle = look.line
      context.lineWidth = 1
      context.stroke()
    }
  }
  if (box.seq === sheet.selected) outline(sheet, x, y, width, height)
  const from = Math.max(x, 0) + 6
  if (x + width - from < LABELLED - 10) return
  context.fillStyle = look.text
  write(sheet, box.isFailed ? `✕ ${label()}` : label(), from, y + height / 2, x + width - from - 4)
}

function paintDense(sheet: Sheet, track: SliceTrack, from: number, to: number, row: Row, isInside: boolean): void {
  const { context, colours, span } = sheet
  const first = track.slices[from] as Slice
  const last = track.slices[to - 1] as Slice
  const x = Math.max(0, xOf(span, first.start))
  const width = Math.max(1, Math.min(GRAIN, xOf(span, last.end) - x))
  const { covered, failed } = track.sumOf(from, to)
  const share = Math.min(1, covered / Math.max(1, last.end - first.start))
  context.fillStyle = failed > 0 ? colours.failed : isWait(first.kind) ? colours.waiting : colours.muted
  // Rounded to eighths: a canvas draws faster where the opacity seldom changes.
  context.globalAlpha = 0.25 + 0.75 * (Math.ceil(share * 8) / 8)
  if (isInside) context.fillRect(x, row.y + row.height - 3.5, width, 2.5)
  else context.fillRect(x, row.y + 1, width, row.height - 2)
  context.globalAlpha = 1
}

function outline({ context, colours }: Sheet, x: number, y: number, width: number, height: number): void {
  context.beginPath()
  context.roundRect(x - 1, y - 1, width + 2, height + 2, 5)
  context.strokeStyle = colours.accent
  context.lineWidth = 2
  context.stroke()
  context.lineWidth = 1
}

function lookOf({ colours }: Sheet, { kind, isFailed }: Box): { fill: string; line: string | null; text: string } {
  if (isFailed) return { fill: colours["failed-soft"], line: colours.failed, text: colours["failed-ink"] }
  if (isWait(kind)) return { fill: colours["waiting-soft"], line: null, text: colours["waiting-ink"] }
  return { fill: colours.raised, line: colours.line, text: colours.text }
}
