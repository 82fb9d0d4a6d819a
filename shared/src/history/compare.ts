import { OP_KINDS, OPERATIONS, type SumId } from "../world/index.ts"
import type { Figures } from "./figures.ts"

export type FigureId =
  | "wall"
  | "cpu"
  | "ready"
  | "memory"
  | "processes"
  | "tasks"
  | "calls"
  | "failed"
  | "taskRate"
  | "items"
  | "itemRate"
  | "waited"
  | SumId

/** One line of a table that compares two runs. */
export interface FigureRow {
  readonly id: FigureId
  /** `measured`: by the kernel; `told`: reported by the program. */
  readonly source: "measured" | "told"
  /** µs, kB, a number, or a number per second. */
  readonly unit: "time" | "memory" | "count" | "rate"
  /** Which of two values is better; null: neither in itself. */
  readonly better: "less" | "more" | null
  /** True: a part of the row before it. */
  readonly isPart: boolean
  of(figures: Figures): number | null
}

const row = (
  id: FigureId,
  [source, unit, better]: [FigureRow["source"], FigureRow["unit"], FigureRow["better"]],
  of: FigureRow["of"],
  isPart = false,
): FigureRow => ({ id, source, unit, better, isPart, of })

/** The sums of waits, each once, in the order of the operations. */
const SUMS = [...new Set(OP_KINDS.map((kind) => OPERATIONS[kind].sum))]

const waited = (sum: SumId) => {
  const kinds = OP_KINDS.filter((kind) => OPERATIONS[kind].sum === sum)
  const of = ({ waits }: Figures) => waits && kinds.reduce((total, kind) => total + waits.by[kind], 0)
  return row(sum, ["told", "time", null], of, true)
}

/** A count per second of the whole run, including its start and end. */
const rate = (count: number | null | undefined, { wall }: Figures) =>
  count === null || count === undefined || wall === 0 ? null : (count * 1e6) / wall

/** All lines, in display order. Waits have no `better`: whether waiting is good or bad depends on the program. */
export const FIGURE_ROWS: readonly FigureRow[] = [
  row("wall", ["measured", "time", "less"], ({ wall }) => wall),
  row("cpu", ["measured", "time", "less"], ({ cpu }) => cpu),
  row("ready", ["measured", "time", "less"], ({ ready }) => ready),
  row("memory", ["measured", "memory", "less"], ({ memory }) => memory),
  row("processes", ["measured", "count", null], ({ processes }) => processes),
  row("tasks", ["told", "count", null], ({ tasks }) => tasks?.finished ?? null),
  row("calls", ["told", "count", null], ({ tasks }) => tasks?.calls ?? null, true),
  row("failed", ["told", "count", "less"], ({ tasks }) => tasks?.failed ?? null, true),
  row("taskRate", ["told", "rate", "more"], (figures) => rate(figures.tasks?.calls, figures)),
  row("items", ["told", "count", null], ({ items }) => items),
  row("itemRate", ["told", "rate", "more"], (figures) => rate(figures.items, figures)),
  row("waited", ["told", "time", null], ({ waits }) => waits?.total ?? null),
  ...SUMS.map(waited),
]

/** The lines for which at least one of two runs has a value. */
export function rowsFor(a: Figures, b: Figures): FigureRow[] {
  const isBundled = [a, b].some(({ tasks }) => tasks !== null && tasks.calls !== tasks.finished)
  return FIGURE_ROWS.filter(({ id, isPart, of }) => {
    if (id === "calls") return isBundled
    return [a, b].some((one) => (of(one) ?? (isPart ? 0 : 1)) > 0)
  })
}

/** Figures whose ratio is below this count as the same: two runs of one program differ by as much. */
const SAME = 1.03

/** The comparison of two figures: 0 is the first, 1 the second. */
export interface Ratio {
  /** The greater figure divided by the smaller one; null: one of them is 0 or not known. */
  readonly factor: number | null
  /** Null: they are the same, or cannot be compared. */
  readonly greater: 0 | 1 | null
  readonly better: 0 | 1 | null
}

export function ratioOf({ of, better }: FigureRow, a: Figures, b: Figures): Ratio {
  const [one, other] = [of(a), of(b)]
  if (one === null || other === null || one === other)
    return { factor: one !== null && one !== 0 && one === other ? 1 : null, greater: null, better: null }
  const [small, great] = [Math.min(one, other), Math.max(one, other)]
  const factor = small > 0 ? great / small : null
  if (factor !== null && factor < SAME) return { factor, greater: null, better: null }
  const greater = one > other ? 0 : 1
  return { factor, greater, better: better === null ? null : better === "more" ? greater : greater === 0 ? 1 : 0 }
}
