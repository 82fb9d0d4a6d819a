import type { Site } from "@forkscope/shared/events"
import { newestFirst, type ProcessEntity, type Slice, type World } from "@forkscope/shared/world"
import { hasThreads, isSignal, nameOf, taskCall, waitCall } from "../names.ts"
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
  /** The line of the program's own code, where known. */
  readonly site: Site | null
  /** Done by a thread beside the main one: drawn below what that did. */
  readonly isAside: boolean
}

const FAILED = new Set(["error", "full", "empty", "timeout", "lost", "interrupted"])
/** Waits shorter than this are not worth a mark, µs. */
const BRIEF = 200

/**
 * What a process did within a window and does now, the enclosing ones first. With a `thread` only what that one did;
 * without one all but what worker threads did, which have lanes of their own.
 */
export function slicesOf(
  world: World,
  process: ProcessEntity,
  window: Window,
  thread: number | null = null,
): SliceMark[] {
  const marks: SliceMark[] = []
  const workers = thread === null ? workerThreads(world, process.id) : null
  const isMine: IsMine = (tid) => (workers ? tid === null || !workers.has(tid) : tid === thread)
  for (const slice of newestFirst(process.slices)) {
    if (slice.end < window.start) break
    if (!isMine(slice.tid)) continue
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
      site: slice.site,
      isAside: isAside(process, slice.tid),
    })
  }
  marks.push(...openMarks(world, process, isMine))
  const holders = marks.filter((mark) => !isWait(mark.kind))
  const isInside = (mark: SliceMark) =>
    holders.some((holder) => holder.start <= mark.start && (holder.end ?? Infinity) >= (mark.end ?? mark.start))
  return marks
    .map((mark) => (isWait(mark.kind) && isInside(mark) ? { ...mark, isNested: true } : mark))
    .sort((a, b) => depth(a) - depth(b) || a.start - b.start)
}

/** In the order in which they are drawn: what encloses, then the waits, those of the main thread last. */
const depth = ({ kind, isAside }: SliceMark) => (isWait(kind) ? (isAside ? 1 : 2) : 0)
const isAside = ({ pid }: ProcessEntity, tid: number | null) => tid !== null && tid !== pid

export const isWait = (kind: Slice["kind"]) => kind !== "task" && kind !== "line"

type IsMine = (tid: number | null) => boolean

/** Threads that work in slots of a pool. */
function workerThreads(world: World, proc: number): ReadonlySet<number> {
  const pools = Object.values(world.pools).filter((pool) => pool.owner === proc && hasThreads(pool))
  return new Set(pools.flatMap(({ slots }) => slots.flatMap(({ thread }) => thread ?? [])))
}

function pastLabel(world: World, { kind, label, task, lock: id }: Slice): string {
  const lock = id === null ? undefined : world.locks[id]
  switch (kind) {
    case "put":
    case "get":
      return label === kind ? kind : `${kind} ${label}`
    case "recv":
      return label === kind ? kind : `recv ${label}`
    case "acquire":
      return lock ? `${isSignal(lock) ? "wait" : kind} ${nameOf(world, { kind: "lock", id: lock.id })}` : label
    case "task":
      return errorLabel(world, task) ?? label.replace(/\(\((.*?),?\)\)$/s, "($1)")
    default:
      return label
  }
}

/** What went wrong says more than what was called. */
function errorLabel(world: World, id: number | null): string | null {
  const task = id === null ? undefined : world.tasks[id]
  return task?.error ? `t${task.index} ${task.error.name}` : null
}

function openMarks(world: World, process: ProcessEntity, isMine: IsMine): SliceMark[] {
  const open = (
    kind: SliceMark["kind"],
    id: number,
    start: number,
    label: string,
    { site = null, tid = null }: { site?: Site | null; tid?: number | null } = {},
  ): SliceMark => ({
    key: `open${kind}${id}`,
    kind,
    start,
    end: null,
    label,
    outcome: "",
    isFailed: false,
    isNested: false,
    task: kind === "task" ? id : null,
    site,
    isAside: isAside(process, tid),
  })
  const marks: SliceMark[] = []
  for (const op of Object.values(world.ops)) {
    if (op.proc === process.id && op.block && isMine(op.tid))
      marks.push(open(op.kind, op.id, op.startedAt, waitCall(world, op), op))
  }
  for (const pool of Object.values(world.pools)) {
    for (const slot of pool.slots) {
      const task = slot.worker === process.id && slot.task !== null ? world.tasks[slot.task] : undefined
      if (task && task.startedAt !== null && isMine(slot.thread)) {
        marks.push(open("task", task.id, task.startedAt, `t${task.index} ${taskCall(task)}`, { site: task.site }))
      }
    }
  }
  if (process.role === "main" && isMine(null)) {
    for (const line of Object.values(world.lines)) {
      if (line.state === "running" && line.startedAt !== null)
        marks.push(open("line", line.id, line.startedAt, line.code))
    }
  }
  return marks
}
