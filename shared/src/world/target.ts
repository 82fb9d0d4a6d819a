import { assertNever, type PoolId } from "../base/index.ts"
import type { Blocked } from "./entities/blocked.ts"
import type { Op } from "./entities/op.ts"
import type { SliceTarget, Target } from "./entities/target.ts"

/** Identifies an entity in stories, links and selections. */
export interface EntityRef {
  readonly kind: "process" | "queue" | "pool" | "task" | "lock" | "pipe" | "segment"
  readonly id: number
}

/** A system call in which a thread sleeps, as the kernel shows it. No event begins or ends such a wait. */
export interface KernelTarget extends Pick<Blocked, "call" | "fd" | "isPrivate"> {
  readonly kind: "kernel"
}

/** A wait that an event has begun, or one that only the kernel shows. */
export type Wait = Omit<Op, "target"> & { readonly target: Target | KernelTarget }

type AnyTarget = SliceTarget | KernelTarget

/** The entity that a target refers to; null if it is not an entity. */
export function entityOf(target: AnyTarget): EntityRef | null {
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
    case "kernel":
    case "time":
    case "line":
      return null
    default:
      return assertNever(target)
  }
}

/** The pool that a target refers to, as a whole or by one of its tasks; null if neither. */
export function poolOf(target: AnyTarget): PoolId | null {
  return target.kind === "pool" ? target.id : target.kind === "task" ? target.pool : null
}

export const isOf = (target: AnyTarget, kind: EntityRef["kind"], id: number): boolean =>
  target.kind === kind && target.id === id

/** Whether the target is this end of the pipe, or an end that is not known. */
export const isAtEnd = (target: SliceTarget, pipe: number, end: 0 | 1): boolean =>
  target.kind === "pipe" && target.id === pipe && (target.end ?? end) === end
