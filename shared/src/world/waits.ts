import type { Micros } from "../base/index.ts"
import { OP_KINDS, type OpKind } from "./operations.ts"
import { isOf } from "./target.ts"
import type { Op, ProcessEntity, Slice, World } from "./world.ts"

/** The label of a wait that has no result yet. */
export const labelOf = ({ kind, target, value }: Op): string =>
  value ?? (target.kind === "manager" ? target.call : kind)

/** The finished slice of a wait, for its caller's timeline. */
export function sliceOf(
  { kind, target, startedAt, tid, site, seq }: Op,
  end: Pick<Slice, "label" | "outcome" | "end" | "item">,
): Slice {
  return { kind, target, start: startedAt, tid, site, seq, ...end }
}

/** The slice of a wait whose process exited before its end was reported. */
export const cutOffSlice = (op: Op, exitedAt: Micros): Slice =>
  sliceOf(op, { label: labelOf(op), outcome: "exit", end: Math.max(op.startedAt, exitedAt), item: null })

/** Gets from a queue that were cut off by the exits of their processes: one may still hold the queue's own lock. */
export function cutOffGets(world: World, queue: number): Op[] {
  return Object.values(world.processes).flatMap(({ cutOff }) =>
    cutOff.filter(({ kind, target }) => kind === "get" && isOf(target, "queue", queue)),
  )
}

/** µs that processes have waited up to the world's time, by operation; including open and cut-off waits. */
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
