import type { Site } from "@forkscope/shared/events"
import { isFailed } from "@forkscope/shared/history"
import { nameOf, taskCall, waitCall } from "@forkscope/shared/names"
import { LOCKS, type ProcessEntity, type Slice, type World } from "@forkscope/shared/world"

/** The description of a slice, also of one that has not ended. */
export interface LaneSlice {
  readonly kind: Slice["kind"]
  readonly start: number
  /** Null: it has not ended. */
  readonly end: number | null
  readonly label: string
  readonly outcome: string
  readonly isFailed: boolean
  readonly task: number | null
  /** The line of the program's own code, where known. */
  readonly site: Site | null
  /** seq of the event that began it. */
  readonly seq: number
}

export function laneSliceOf(world: World, slice: Slice): LaneSlice {
  const { kind, target, start, end, outcome, site, seq } = slice
  const task = target.kind === "task" && kind === "task" ? target.id : null
  return { kind, start, end, label: labelOf(world, slice), outcome, isFailed: isFailed(slice), task, site, seq }
}

/** The label of a slice, e.g. `t3 worker(3)`, `put q`, `acquire lock`. */
export function labelOf(world: World, { kind, label, target }: Slice): string {
  switch (target.kind) {
    case "queue":
    case "pipe":
      return label === kind ? kind : `${kind} ${label}`
    case "lock": {
      const lock = world.locks[target.id]
      return lock ? `${LOCKS[lock.kind].method} ${nameOf(world, target)}` : label
    }
    case "task":
      if (kind !== "task") return label
      return errorLabel(world, target.id) ?? label.replace(/\(\((.*?),?\)\)$/s, "($1)")
    default:
      return label
  }
}

/** A failed task is labelled with its error instead of its call. */
function errorLabel(world: World, id: number): string | null {
  const task = world.tasks[id]
  return task?.error ? `t${task.index} ${task.error.name}` : null
}

/**
 * The open slices of a thread of a process, enclosing ones first.
 *
 * @param tid Null: the main thread, and slices without a thread id.
 */
export function openSlices(world: World, process: ProcessEntity, tid: number | null): LaneSlice[] {
  const isMine = (one: number | null) => (one === process.pid ? null : one) === tid
  const laneSlices: LaneSlice[] = []
  const add = (kind: LaneSlice["kind"], start: number, label: string, seq: number, more: Partial<LaneSlice> = {}) =>
    laneSlices.push({
      kind,
      start,
      end: null,
      label,
      outcome: "",
      isFailed: false,
      task: null,
      site: null,
      seq,
      ...more,
    })
  if (process.role === "main" && tid === null) {
    for (const line of Object.values(world.lines)) {
      if (line.state === "running" && line.startedAt !== null) add("line", line.startedAt, line.code, 0)
    }
  }
  for (const pool of Object.values(world.pools)) {
    for (const slot of pool.slots) {
      const task = slot.worker === process.id && slot.task !== null ? world.tasks[slot.task] : undefined
      if (task && task.startedAt !== null && isMine(slot.thread)) {
        const more = { task: task.id, site: task.site }
        add("task", task.startedAt, `t${task.index} ${taskCall(task)}`, task.told.started ?? 0, more)
      }
    }
  }
  for (const op of Object.values(world.ops)) {
    if (op.proc === process.id && op.block && isMine(op.tid)) {
      add(op.kind, op.startedAt, waitCall(world, op), op.seq, { site: op.site })
    }
  }
  return laneSlices
}
