import type { Micros } from "../base/index.ts"
import { OP_KINDS, type OpKind } from "./operations.ts"
import { isOf } from "./target.ts"
import type { Op, ProcessEntity, Slice, World } from "./world.ts"

/** Words for a wait while nothing came of it. */
export const labelOf = ({ kind, target, value }: Op): string =>
  value ?? (target.kind === "manager" ? target.call : kind)

/** What a wait leaves in its caller's past. */
export function sliceOf(
  { kind, target, startedAt, tid, site, seq }: Op,
  end: Pick<Slice, "label" | "outcome" | "end" | "item">,
): Slice {
  return { kind, target, start: startedAt, tid, site, seq, ...end }
}

/** What a wait leaves whose end nobody reported, as its process exited. */
export const cutOffSlice = (op: Op, exitedAt: Micros): Slice =>
  sliceOf(op, { label: labelOf(op), outcome: "exit", end: Math.max(op.startedAt, exitedAt), item: null })

/** Gets from a queue that the end of their processes cut off: one may have taken the queue's own lock with it. */
export function cutOffGets(world: World, queue: number): Op[] {
  return Object.values(world.processes).flatMap(({ cutOff }) =>
    cutOff.filter(({ kind, target }) => kind === "get" && isOf(target, "queue", queue)),
  )
}

/** µs that processes waited until the world's time, by what for; waits that go on and that were cut off count so far. */
export function waitsUntil({ at, ops }: World, processes: Iterable<ProcessEntity>): Readonly<Record<OpKind, Micros>> {
  const sums = Object.fromEntries(OP_KINDS.map((kind) => [kind, 0])) as Record<OpKind, Micros>
  for (const { waited, cutOff, exitedAt } of processes) {
    for (const [kind, micros] of Object.entries(waited)) sums[kind as OpKind] += micros
    for (const op of cutOff) sums[op.kind] += Math.max(0, (exitedAt ?? at) - op.startedAt)
  }
  for (const { kind, block, isAbandoned, startedAt } of Object.values(ops)) {
    if (block && !isAbandoned) sums[kind] += Math.max(0, at - startedAt)
  }
  return sums
}
