import type { Draft } from "../draft.ts"
import { type Finished, kindOf, type Started, targetOf } from "../operations.ts"
import type { Op, Slice } from "../world.ts"

/** A wait begins: the caller is blocked until the op of the same number ends. */
export function beginOp(draft: Draft, event: Started): void {
  const seconds = "timeout" in event ? event.timeout : "seconds" in event ? event.seconds : undefined
  draft.set("ops", event.op, {
    id: event.op,
    kind: kindOf(event),
    target: targetOf(event),
    proc: event.proc,
    tid: event.tid ?? null,
    seq: event.seq,
    site: event.site ?? null,
    startedAt: event.at,
    timeout: seconds === undefined ? null : Math.round(seconds * 1e6),
    value: ("value" in event ? event.value : null) ?? null,
    block: "block" in event ? event.block : true,
    isAbandoned: false,
  })
}

/** The wait ends and becomes a slice of its caller's past. An end without a beginning is an anomaly. */
export function endOp(draft: Draft, event: Finished): Op | undefined {
  const op = draft.get("ops", event.op)
  if (!op) {
    // The caller's exit already released it: a late end is no news.
    const caller = draft.get("processes", event.proc)
    if (caller?.exitedAt == null) draft.anomaly(event, `${event.type} ends op ${event.op}, which was not begun`)
    return undefined
  }
  draft.remove("ops", op.id)
  const item = ("item" in event ? event.item : null) ?? null
  const value = ("value" in event ? event.value : null) ?? op.value ?? valueGot(draft, op, item)
  const outcome = "outcome" in event ? event.outcome : "ok"
  addSlice(draft, event.proc, sliceOf(op, { label: value ?? labelOf(op), outcome, end: event.at, item }))
  return op
}

/** What came out of a queue is known from when it was put. */
function valueGot(draft: Draft, { kind, target }: Op, item: number | null): string | undefined {
  if (item === null || kind !== "get" || target.kind !== "queue") return undefined
  return draft.get("queues", target.id)?.items.find(({ id }) => id === item)?.value
}

const labelOf = ({ kind, target, value }: Op) => value ?? (target.kind === "manager" ? target.call : kind)

/** What a wait leaves in its caller's past when its process ends first. */
export const cutOffSlice = (op: Op, end: number): Slice =>
  sliceOf(op, { label: labelOf(op), outcome: "exit", end, item: null })

function sliceOf(
  { kind, target, startedAt, tid, site, seq }: Op,
  end: Pick<Slice, "label" | "outcome" | "end" | "item">,
): Slice {
  return { kind, target, start: startedAt, tid, site, seq, ...end }
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
