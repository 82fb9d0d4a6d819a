import { assertNever, type PoolId } from "../base/index.ts"
import type { SliceTarget } from "./entities/target.ts"

/** Names one entity in stories, links and selections. */
export interface EntityRef {
  readonly kind: "process" | "queue" | "pool" | "task" | "lock" | "pipe"
  readonly id: number
}

/** The entity that it is; null where it is none of its own. */
export function entityOf(target: SliceTarget): EntityRef | null {
  switch (target.kind) {
    case "queue":
    case "lock":
    case "pipe":
    case "pool":
    case "task":
    case "process":
      return { kind: target.kind, id: target.id }
    case "manager":
      return target.id === null ? null : { kind: "process", id: target.id }
    case "thread":
    case "time":
    case "line":
      return null
    default:
      return assertNever(target)
  }
}

/** The pool that is waited for, all of it or a task in it. */
export function poolOf(target: SliceTarget): PoolId | null {
  return target.kind === "pool" ? target.id : target.kind === "task" ? target.pool : null
}

export const isOf = (target: SliceTarget, kind: EntityRef["kind"], id: number): boolean =>
  target.kind === kind && target.id === id

/** Whether it is that end of the pipe, or may be, as it is not known which. */
export const isAtEnd = (target: SliceTarget, pipe: number, end: 0 | 1): boolean =>
  target.kind === "pipe" && target.id === pipe && (target.end ?? end) === end
