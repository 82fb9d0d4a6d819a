import type { Micros } from "../../base/index.ts"
import type { Draft } from "../draft.ts"
import type { Target } from "../entities/target.ts"
import type { Finished, OpKind, Started } from "../operations.ts"
import { cutOffSlice, labelOf, sliceOf } from "../waits.ts"
import { KEEP, type Op, type ProcessEntity, type Slice } from "../world.ts"
import { keepLast } from "./keepLast.ts"

/** Fields of some operations' events. Read without an `in` check, for speed: most events of a run are read here. */
interface Optional {
  readonly timeout?: number | undefined
  readonly seconds?: number | undefined
  readonly value?: string | undefined
  readonly block?: boolean | undefined
  readonly item?: number | undefined
  readonly outcome?: string | undefined
}

type Mutable<Entity> = { -readonly [Key in keyof Entity]: Entity[Key] }

/** Begins an operation: its caller is blocked until the operation with the same id ends. */
export function beginOp(draft: Draft, event: Started & Optional, kind: OpKind, target: Target): void {
  const seconds = event.timeout ?? event.seconds
  const op: Op = {
    id: event.op,
    kind,
    target,
    proc: event.proc,
    tid: event.tid ?? null,
    seq: event.seq,
    site: event.site ?? null,
    startedAt: event.at,
    timeout: seconds === undefined ? null : Math.round(seconds * 1e6),
    value: event.value ?? null,
    block: event.block ?? true,
    isAbandoned: false,
  }
  const exitedAt = draft.get("processes", op.proc)?.exitedAt ?? null
  if (exitedAt === null) draft.set("ops", op.id, op)
  else cutOff(draft, op, exitedAt)
}

/** Ends an operation and adds it to its caller's slices. An end without a beginning is an anomaly. */
export function endOp(draft: Draft, event: Finished & Optional): Op | undefined {
  const open = draft.get("ops", event.op)
  const op = open ?? takeCutOff(draft, event)
  if (!op) {
    // No anomaly after an exit: only the newest cut-off waits of a process are kept.
    const caller = draft.get("processes", event.proc)
    if (caller?.exitedAt == null) draft.anomaly(event, `${event.type} ends op ${event.op}, which was not begun`)
    return undefined
  }
  if (open) draft.remove("ops", op.id)
  const item = event.item ?? null
  const value = event.value ?? op.value ?? valueGot(draft, op, item)
  const outcome = event.outcome ?? "ok"
  addWait(draft, sliceOf(op, { label: value ?? labelOf(op), outcome, end: event.at, item }), op)
  return op
}

/** Cuts off the open waits of a process that exited. */
export function cutOffOps(draft: Draft, proc: number, exitedAt: Micros): void {
  for (const op of Object.values(draft.world.ops)) {
    if (op.proc !== proc) continue
    draft.remove("ops", op.id)
    if (!op.isAbandoned) cutOff(draft, op, exitedAt)
  }
}

/**
 * Keeps a wait in case its end is reported late. Beyond the limit, the oldest becomes a slice that ends at the exit.
 */
function cutOff(draft: Draft, op: Op, exitedAt: Micros): void {
  const process = draft.own("processes", op.proc)
  if (!process) return
  const oldest = process.cutOff.length >= KEEP.cutOff ? process.cutOff[0] : undefined
  if (oldest) addWait(draft, cutOffSlice(oldest, exitedAt), oldest)
  Object.assign(process, { cutOff: keepLast(process.cutOff, op, KEEP.cutOff) })
}

function takeCutOff(draft: Draft, event: Finished): Op | undefined {
  const op = draft.get("processes", event.proc)?.cutOff.find(({ id }) => id === event.op)
  const process = op && draft.own("processes", event.proc)
  if (process) Object.assign(process, { cutOff: process.cutOff.filter((one) => one !== op) })
  return op
}

/** How long a wait took. With clocks of several sources, its end may seem to be a little before its beginning. */
export const waitedIn = (op: Op | undefined, end: Micros): Micros => (op ? Math.max(0, end - op.startedAt) : 0)

function addWait(draft: Draft, slice: Slice, op: Op): void {
  const process: Mutable<ProcessEntity> | undefined = draft.own("processes", op.proc)
  if (!process) return
  process.slices = draft.pushed(process.slices, slice)
  process.waited = draft.raised(process.waited, op.kind, waitedIn(op, slice.end))
}

/** The value of an item that was got from a queue, as reported when it was put. */
function valueGot(draft: Draft, { kind, target }: Op, item: number | null): string | undefined {
  if (item === null || kind !== "get" || target.kind !== "queue") return undefined
  return draft.get("queues", target.id)?.items.find(({ id }) => id === item)?.value
}

export function addSlice(draft: Draft, proc: number, slice: Slice): void {
  const process = draft.own("processes", proc)
  if (process) Object.assign(process, { slices: draft.pushed(process.slices, slice) })
}

/** Marks the waits of an interrupted line as abandoned: they go on without it. */
export function abandonOps(draft: Draft, proc: number, since: number): void {
  for (const op of Object.values(draft.world.ops)) {
    if (op.proc === proc && op.startedAt >= since) draft.set("ops", op.id, { ...op, isAbandoned: true })
  }
}
