import { newestFirst, type ProcessEntity, type Slice, type World } from "@forkscope/shared/world"
import { taskCall, waitCall } from "../names.ts"
import type { Window } from "./window.ts"

export interface SliceMark {
  readonly key: string
  readonly kind: Slice["kind"]
  readonly start: number
  /** Null: it still goes on. */
  readonly end: number | null
  readonly label: string
  readonly outcome: string
  readonly isFailed: boolean
  /** Inside a task or line: drawn as a strip at its foot. */
  readonly isNested: boolean
  readonly task: number | null
}

const FAILED = new Set(["error", "full", "empty", "timeout", "lost", "interrupted"])
/** Waits shorter than this are not worth a mark, µs. */
const BRIEF = 200

/** What a process did within a window and does now, the enclosing ones first. */
export function slicesOf(world: World, process: ProcessEntity, window: Window): SliceMark[] {
  const marks: SliceMark[] = []
  for (const slice of newestFirst(process.slices)) {
    if (slice.end < window.start) break
    if (slice.start > window.end || (isWait(slice.kind) && slice.end - slice.start < BRIEF)) continue
    marks.push({
      key: `${slice.kind}${slice.start}`,
      kind: slice.kind,
      start: slice.start,
      end: slice.end,
      label: pastLabel(world, slice),
      outcome: slice.outcome,
      isFailed: FAILED.has(slice.outcome),
      isNested: false,
      task: slice.task,
    })
  }
  marks.push(...openMarks(world, process))
  const holders = marks.filter((mark) => !isWait(mark.kind))
  const isInside = (mark: SliceMark) =>
    holders.some((holder) => holder.start <= mark.start && (holder.end ?? Infinity) >= (mark.end ?? mark.start))
  return marks
    .map((mark) => (isWait(mark.kind) && isInside(mark) ? { ...mark, isNested: true } : mark))
    .sort((a, b) => Number(isWait(a.kind)) - Number(isWait(b.kind)) || a.start - b.start)
}

export const isWait = (kind: Slice["kind"]) => kind !== "task" && kind !== "line"

function pastLabel(world: World, { kind, label, task }: Slice): string {
  switch (kind) {
    case "put":
    case "get":
      return label === kind ? kind : `${kind} ${label}`
    case "task":
      return errorLabel(world, task) ?? label.replace(/\(\((.*?),?\)\)$/, "($1)")
    default:
      return label
  }
}

/** What went wrong says more than what was called. */
function errorLabel(world: World, id: number | null): string | null {
  const task = id === null ? undefined : world.tasks[id]
  return task?.error ? `t${task.index} ${task.error.name}` : null
}

function openMarks(world: World, process: ProcessEntity): SliceMark[] {
  const open = (kind: SliceMark["kind"], id: number, start: number, label: string): SliceMark => ({
    key: `open${kind}${id}`,
    kind,
    start,
    end: null,
    label,
    outcome: "",
    isFailed: false,
    isNested: false,
    task: kind === "task" ? id : null,
  })
  const marks: SliceMark[] = []
  for (const op of Object.values(world.ops)) {
    if (op.proc === process.id && op.block) marks.push(open(op.kind, op.id, op.startedAt, waitCall(world, op)))
  }
  for (const pool of Object.values(world.pools)) {
    for (const slot of pool.slots) {
      const task = slot.worker === process.id && slot.task !== null ? world.tasks[slot.task] : undefined
      if (task && task.startedAt !== null) {
        marks.push(open("task", task.id, task.startedAt, `t${task.index} ${taskCall(task)}`))
      }
    }
  }
  if (process.role === "main") {
    for (const line of Object.values(world.lines)) {
      if (line.state === "running" && line.startedAt !== null)
        marks.push(open("line", line.id, line.startedAt, line.code))
    }
  }
  return marks
}
