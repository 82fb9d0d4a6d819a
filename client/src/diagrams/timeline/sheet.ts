import type { History } from "@forkscope/shared/history"
import { clip } from "@forkscope/shared/names"
import type { Lane } from "../../scenes/timeline/lanes.ts"
import type { Span } from "../../scenes/timeline/window.ts"
import type { Colours } from "./colours.ts"

/** A canvas context, and what is painted with it. */
export interface Sheet {
  readonly context: CanvasRenderingContext2D
  readonly colours: Colours
  readonly span: Span
  /** The run's time up to which open slices are drawn. */
  readonly now: number
  readonly history: History
  /** seq of the event that began the selected slice. */
  readonly selected: number | null
  /** The selected process. */
  readonly process: number | null
}

const FONT = '11px "JetBrains Mono Variable", "Noto Sans SC Variable", monospace'
/** px of one character of that font. */
const LETTER = 6.6

/**
 * px from the top of a lane to its slices and to its band of states, and their heights; of a packed lane, to the
 * children and to their descendants.
 */
export function rowsOf({ height, kind }: Lane) {
  if (kind === "packed") return { slice: 4, sliceHeight: 16, band: 21, bandHeight: 15 }
  if (height >= 44) return { slice: 7, sliceHeight: 17, band: 26, bandHeight: 11 }
  if (height >= 36) return { slice: 4, sliceHeight: 16, band: 22, bandHeight: 9 }
  return { slice: 2.5, sliceHeight: 13, band: 17, bandHeight: 6 }
}

/** Writes as much of a label as fits into `room` px and is still readable; a number is written whole or not at all. */
export function write({ context }: Sheet, label: string, x: number, middle: number, room: number): void {
  const text = legible(label, Math.floor(room / LETTER))
  if (text === "") return
  context.font = FONT
  context.textBaseline = "middle"
  context.fillText(text, x, middle + 0.5)
}

function legible(label: string, letters: number): string {
  const line = label.replace(/\s+/g, " ")
  if (line.length <= letters) return line
  const first = line.slice(0, line.indexOf(" ", 2) + 1).trim()
  if (first.length > 0 && first.length + 3 > letters) return first.length <= letters ? first : ""
  return letters < 4 ? "" : clip(line, letters)
}
