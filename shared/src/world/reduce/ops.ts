import type { Site } from "../../events/index.ts"
import type { Cause, Draft } from "../draft.ts"
import type { Op, OpKind, Slice } from "../world.ts"

type Started = Cause & {
  readonly at: number
  readonly op: number
  readonly proc: number
  readonly tid?: number | undefined
  readonly site?: Site | undefined
}

/** A wait begins: the caller is blocked until the op of the same number ends. */
export function beginOp(
  draft: Draft,
  event: Started,
  kind: OpKind,
  more: Partial<Op> & { seconds?: number | undefined },
): void {
  const { seconds, ...rest } = more
  draft.set("ops", event.op, {
    id: event.op,
    kind,
    proc: event.proc,
    tid: event.tid ?? null,
    seq: event.seq,
    site: event.site ?? null,
    startedAt: event.at,
    timeout: seconds === undefined ? null : Math.round(seconds * 1e6),
    queue: null,
    pool: null,
    task: null,
    lock: null,
    pipe: null,
    end: null,
    target: null,
    targetThread: null,
    value: null,
    block: true,
    isAbandoned: false,
    ...rest,
  })
}

/** The wait ends and becomes a slice of its caller's past. An end without a beginning is an anomaly. */
export function endOp(
  draft: Draft,
  event: Started,
  label: string,
  outcome: string,
  item: number | null = null,
): Op | undefined {
  const op = draft.get("ops", event.op)
  if (!op) {
    // The caller's exit already released it: a late end is no news.
    const caller = draft.get("processes", event.proc)
    if (caller?.exitedAt == null) draft.anomaly(event, `${event.type} ends op ${event.op}, which was not begun`)
    return undefined
  }
  draft.remove("ops", op.id)
  addSlice(draft, event.proc, sliceOf(op, { label, outcome, end: event.at, item }))
  return op
}

/** What a wait leaves in its caller's past. */
export function sliceOf(op: Op, end: Pick<Slice, "label" | "outcome" | "end"> & { item?: number | null }): Slice {
  return {
    kind: op.kind,
    start: op.startedAt,
    end: end.end,
    label: end.label,
    outcome: end.outcome,
    queue: op.queue,
    pool: op.pool,
    task: op.task,
    item: end.item ?? null,
    lock: op.lock,
    tid: op.tid,
    site: op.site,
    seq: op.seq,
  }
}

export function addSlice(draft: Draft, proc: number, slice: Slice): void {
  const process = draft.own("processes", proc)
  if (process) Object.assign(process, { slices: draft.pushed(process.slices, slice) })
}

/** The line that waited was interrupted: what it began goes on by itself. */
export function abandonOps(draft: Draft, proc: number, since: number): void {
  for (const op of Object.values(draft.world.ops)) {
    if (op.proc === proc && op.startedAt >= since) draft.set("ops", op.id, { ...op, isAbandoned: true })
  }
}
