import type { EventOf } from "../../events/index.ts"
import type { Draft } from "../draft.ts"
import { isCall } from "../selectors.ts"
import { KEEP, type LostWorker, type PoolEntity, type Slot, type TaskEntity } from "../world.ts"
import { keepLast } from "./keepLast.ts"
import { addSlice } from "./ops.ts"
import type { poolEvents } from "./types.ts"

function withSlot(pool: PoolEntity, number: number, change: (slot: Slot) => Partial<Slot>): readonly Slot[] {
  return pool.slots.map((slot) => (slot.slot === number ? { ...slot, ...change(slot) } : slot))
}

const without = (list: readonly number[], id: number) => list.filter((one) => one !== id)

/** Empty slots up to this number, as many as are kept: an executor may be given any number. */
function emptySlots(from: number, to: number, state: Slot["state"]): Slot[] {
  return Array.from({ length: Math.max(0, Math.min(to, KEEP.slots) - from + 1) }, (_, index) => ({
    slot: from + index,
    worker: null,
    thread: null,
    state,
    task: null,
    done: 0,
    workers: 0,
  }))
}

/** The pool with a slot of this number: of some pools the size is not known when they are made. */
const grown = (pool: PoolEntity, slot: number): PoolEntity =>
  slot <= pool.slots.length
    ? pool
    : { ...pool, slots: [...pool.slots, ...emptySlots(pool.slots.length + 1, slot, "gone")] }

const blankTask = (event: EventOf<"task.submitted" | "task.started">): TaskEntity => ({
  id: event.task,
  index: 0,
  pool: event.pool,
  by: event.proc,
  fn: "",
  args: "",
  state: "pending",
  worker: null,
  slot: null,
  submittedAt: event.at,
  startedAt: null,
  finishedAt: null,
  lostAt: null,
  result: null,
  error: null,
  isRead: false,
  calls: 1,
  site: null,
  told: { submitted: event.seq, started: null, finished: null },
})

function submitted(draft: Draft, event: EventOf<"task.submitted">): void {
  const known = draft.get("tasks", event.task)
  const pool = draft.patch(event, "pools", event.pool, (pool) => ({
    submitted: pool.submitted + 1,
    backlog: known ? pool.backlog : [...pool.backlog, event.task],
  }))
  const task = {
    ...(known ?? blankTask(event)),
    index: (pool?.submitted ?? 1) - 1,
    by: event.proc,
    fn: event.fn,
    args: event.args,
    submittedAt: event.at,
    calls: event.calls ?? 1,
    site: event.site ?? null,
  }
  task.told = { ...task.told, submitted: event.seq }
  draft.set("tasks", event.task, task)
  if (task.lostAt !== null) addTaskSlice(draft, task, "lost")
  else if (task.state === "failed") addTaskSlice(draft, task, "error")
  else if (task.finishedAt !== null) addTaskSlice(draft, task, task.state === "done" ? "ok" : "cancelled")
}

/**
 * Different processes report the submission, the start and the end of a task, so the start may arrive first or last.
 */
function started(draft: Draft, event: EventOf<"task.started">): void {
  if (draft.get("pools", event.pool) && !draft.get("tasks", event.task)) {
    draft.set("tasks", event.task, blankTask(event))
  }
  const task = draft.patch(event, "tasks", event.task, (task) => ({
    startedAt: event.at,
    worker: event.proc,
    slot: event.slot,
    told: { ...task.told, started: event.seq },
    ...(task.finishedAt === null ? ({ state: "running", lostAt: null } as const) : {}),
  }))
  draft.patch(event, "pools", event.pool, (pool) => ({
    backlog: without(pool.backlog, event.task),
    slots:
      task?.state === "running"
        ? withSlot(pool, event.slot, () => ({ state: "busy", task: event.task, worker: event.proc }))
        : pool.slots,
  }))
}

function addTaskSlice(draft: Draft, task: TaskEntity, outcome: string, tid: number | null = null): void {
  const { worker, startedAt, told } = task
  const end = task.lostAt ?? task.finishedAt
  // Of a task that is not known to be submitted the name is missing: its slice is added when it is.
  if (worker === null || startedAt === null || end === null || told.submitted === told.started) return
  addSlice(draft, worker, {
    kind: "task",
    target: { kind: "task", id: task.id, pool: task.pool },
    start: startedAt,
    end,
    label: `t${task.index} ${isCall(task) ? `${task.fn}(${task.args})` : task.fn}`,
    outcome,
    item: null,
    tid,
    site: task.site,
    seq: told.started ?? told.submitted,
  })
}

function finished(draft: Draft, event: EventOf<"task.finished">): void {
  const before = draft.get("tasks", event.task)
  if (!before) {
    draft.anomaly(event, `task.finished names task ${event.task}, which was not submitted`)
    return
  }
  // The worker and the pool may both report the end of a task that was lost: the first report counts.
  if (before.finishedAt !== null) return
  const isFailed = event.outcome === "error" || event.outcome === "lost"
  const task = {
    ...before,
    state: event.outcome === "ok" ? ("done" as const) : isFailed ? ("failed" as const) : ("cancelled" as const),
    finishedAt: event.at,
    lostAt: event.outcome === "lost" ? (before.lostAt ?? event.at) : null,
    worker: before.worker ?? (event.outcome === "cancelled" ? null : event.proc),
    slot: event.slot ?? before.slot,
    result: event.result ?? null,
    error: event.error ?? null,
    told: { ...before.told, finished: event.seq },
  }
  draft.set("tasks", event.task, task)
  if (before.lostAt === null) addTaskSlice(draft, task, event.outcome, event.tid)
  draft.patch(event, "pools", event.pool, (pool) => ({
    finished: pool.finished + 1,
    failed: pool.failed + (isFailed ? 1 : 0),
    unreadErrors: pool.unreadErrors + (isFailed && !task.isRead ? 1 : 0),
    backlog: without(pool.backlog, event.task),
    slots:
      task.slot === null
        ? pool.slots
        : withSlot(pool, task.slot, (slot) => {
            const done = slot.done + (event.outcome === "cancelled" ? 0 : 1)
            if (slot.task !== event.task) return { done }
            return { done, task: null, state: slot.state === "busy" ? "idle" : slot.state }
          }),
  }))
  forgetOldTasks(draft, event.pool)
}

/** The reasons for which a worker leaves in the midst of a task. */
const SUDDEN: ReadonlySet<string> = new Set(["exited", "killed", "terminated"])

function workerRemoved(draft: Draft, event: EventOf<"pool.worker.removed">): void {
  const slot = draft.get("pools", event.pool)?.slots.find((one) => one.slot === event.slot)
  if (slot?.worker !== event.worker) return
  const isLost = event.reason === "exited" || event.reason === "killed"
  draft.patch(event, "pools", event.pool, (pool) => ({
    slots: withSlot(pool, event.slot, () => ({ state: "gone", task: null })),
    ...(isLost ? { lostWorkers: keepLast(pool.lostWorkers, lostWorker(slot, event), KEEP.lostWorkers) } : {}),
    failedStarts: pool.failedStarts + (isLost && slot.state === "starting" ? 1 : 0),
  }))
  const task = slot.task === null ? undefined : draft.get("tasks", slot.task)
  if (task?.state !== "running" || !SUDDEN.has(event.reason)) return
  const lost: TaskEntity = { ...task, state: "lost", lostAt: event.at }
  draft.set("tasks", task.id, lost)
  addTaskSlice(draft, lost, "lost", event.thread ?? null)
}

const lostWorker = ({ state, task }: Slot, event: EventOf<"pool.worker.removed">): LostWorker => ({
  slot: event.slot,
  worker: event.worker,
  thread: event.thread ?? null,
  at: event.at,
  seq: event.seq,
  state,
  task,
})

/** Bounds the world: keeps the newest finished tasks, and every failed task whose error nobody has read. */
function forgetOldTasks(draft: Draft, pool: number): void {
  const { finished = 0 } = draft.get("pools", pool) ?? {}
  if (finished <= KEEP.ended || finished % KEEP.endedSlack !== 0) return
  const ended = Object.values(draft.world.tasks).filter((task) => task.finishedAt !== null || task.lostAt !== null)
  for (const task of ended.slice(0, Math.max(0, ended.length - KEEP.ended))) {
    if (task.state !== "failed" || task.isRead) draft.remove("tasks", task.id)
  }
}

export const reducePool: poolEvents = {
  "pool.created": (draft, event) =>
    draft.set("pools", event.pool, {
      id: event.pool,
      owner: event.proc,
      seq: event.seq,
      site: event.site ?? null,
      kind: event.kind ?? "pool",
      name: event.name,
      size: event.size,
      isClosed: false,
      isTerminated: false,
      isJoined: false,
      // An executor starts its workers only when work arrives: until then its slots have none.
      slots: emptySlots(1, event.size, event.kind?.endsWith("Executor") ? "gone" : "starting"),
      lostWorkers: [],
      failedStarts: 0,
      submitted: 0,
      finished: 0,
      failed: 0,
      backlog: [],
      uncounted: 0,
      unreadErrors: 0,
    }),
  "pool.worker.added": (draft, event) => {
    // A worker that is ended right after its start never says itself what it is.
    const process = event.thread === undefined ? draft.get("processes", event.worker) : undefined
    if (process?.role === "child") draft.set("processes", event.worker, { ...process, role: "worker" })
    draft.patch(event, "pools", event.pool, (pool) => ({
      size: Math.max(pool.size, event.slot),
      slots: withSlot(grown(pool, event.slot), event.slot, (slot) => ({
        worker: event.worker,
        thread: event.thread ?? null,
        state: "starting",
        task: null,
        workers: slot.workers + 1,
      })),
    }))
  },
  "pool.worker.ready": (draft, event) =>
    draft.patch(event, "pools", event.pool, (pool) => ({
      failedStarts: 0,
      slots: withSlot(pool, event.slot, (slot) =>
        slot.worker === event.worker && slot.state === "starting" ? { state: "idle" } : {},
      ),
    })),
  "pool.worker.removed": workerRemoved,
  "pool.closed": (draft, event) => draft.patch(event, "pools", event.pool, () => ({ isClosed: true })),
  "pool.terminated": (draft, event) =>
    draft.patch(event, "pools", event.pool, () => ({ isClosed: true, isTerminated: true })),
  "pool.joined": (draft, event) => draft.patch(event, "pools", event.pool, () => ({ isJoined: true })),
  "pool.sampled": (draft, event) =>
    draft.patch(event, "pools", event.pool, (pool) => ({
      submitted: pool.submitted + event.submitted,
      finished: pool.finished + event.finished,
      failed: pool.failed + event.failed,
      uncounted: event.pending,
    })),
  "task.submitted": submitted,
  "task.started": started,
  "task.finished": finished,
  "task.result.read": (draft, event) => {
    const before = draft.get("tasks", event.task)
    if (!before) {
      draft.anomaly(event, `task.result.read names task ${event.task}, which is not known`)
      return
    }
    if (before.isRead) return
    draft.set("tasks", event.task, { ...before, isRead: true })
    if (before.state !== "failed") return
    draft.patch(event, "pools", event.pool, (pool) => ({ unreadErrors: pool.unreadErrors - 1 }))
  },
}
