import {
  type FigureId,
  type FigureRow,
  type Figures,
  figuresOf,
  History,
  ratioOf,
  rowsFor,
} from "@forkscope/shared/history"
import type { Recording } from "@forkscope/shared/recording"
import { withRecording } from "./withRecording.ts"

const NAMES: Record<FigureId, string> = {
  wall: "wall time",
  cpu: "CPU time",
  ready: "in line for a CPU",
  memory: "memory at most",
  processes: "processes",
  tasks: "tasks",
  calls: "  calls in them",
  failed: "  failed",
  taskRate: "tasks/s",
  items: "items got",
  itemRate: "items/s",
  waited: "waited",
  put: "  in put",
  get: "  in get",
  acquire: "  for locks",
  join: "  in join",
  sleep: "  in sleep",
  result: "  for results",
  pipe: "  for pipes",
  call: "  for a manager",
}

const UNITS: Record<FigureRow["unit"], (value: number) => string> = {
  time: (micros) => `${(micros / 1e6).toFixed(2)} s`,
  memory: (kB) => `${(kB / 1000).toFixed(1)} MB`,
  count: String,
  rate: (rate) => rate.toFixed(1),
}

interface Side {
  readonly file: string
  readonly name: string
  readonly figures: Figures
}

/**
 * Prints the results of two recordings side by side; with `isJson` as JSON on stdout, times in µs and memory in kB.
 *
 * @returns the exit code: 0 when both could be read.
 */
export async function compareCommand(files: readonly string[], isJson: boolean): Promise<number> {
  const sides: Side[] = []
  for (const file of files) {
    const code = await withRecording(file, async (recording) => {
      sides.push({ file, name: recording.name, figures: await figuresIn(recording) })
    })
    if (code !== 0) return code
  }
  if (isJson) {
    console.log(JSON.stringify(sides, null, 2))
    return 0
  }
  for (const [place, { name, figures }] of sides.entries())
    console.log(`${"AB"[place]}  ${name}${figures.isEnded ? "" : " (its end is not in the recording)"}`)
  const [a, b] = sides
  if (a && b) console.log(`\n${tableOf(a.figures, b.figures)}`)
  return 0
}

async function figuresIn(recording: Recording): Promise<Figures> {
  const history = new History()
  for await (const events of recording.all()) history.follow(events)
  return figuresOf(history)
}

function tableOf(a: Figures, b: Figures): string {
  const rows = rowsFor(a, b)
  const part = (source: FigureRow["source"], title: string[]) => {
    const lines = rows.filter((row) => row.source === source).map((row) => lineOf(row, a, b))
    return lines.length > 0 ? [title, ...lines] : []
  }
  const all = [...part("measured", ["measured", "A", "B"]), ...part("told", ["told by the program"])]
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((line) => line[column]?.length ?? 0)))
  return all
    .map((line) =>
      line
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n")
}

function lineOf(row: FigureRow, a: Figures, b: Figures): string[] {
  const { factor, greater, better } = ratioOf(row, a, b)
  const cell = (figures: Figures) => {
    const value = row.of(figures)
    if (value === null) return "not known"
    return `${row.id === "waited" && figures.waits?.isLeast ? "≥ " : ""}${UNITS[row.unit](value)}`
  }
  const ratio =
    greater === null ? (factor === null ? "" : "the same") : factor && `${"AB"[greater]} ${factor.toFixed(1)}×`
  return [
    NAMES[row.id],
    cell(a),
    cell(b),
    `${ratio ?? ""}`.padEnd(8),
    better === null ? "" : `${"AB"[better]} is better`,
  ]
}
