import { assertNever } from "../base/index.ts"
import { type EntityRef, entityOf, LOCKS, OPERATIONS, type Op, poolOf, type World } from "../world/index.ts"
import { fullNameOf, nameOf, threadName } from "./entities.ts"
import { clip } from "./text.ts"

/** What a wait is at; null where it is at a process or thread. Who waits for a task is at its pool. */
export function refOf({ target }: Pick<Op, "target">): EntityRef | null {
  const pool = poolOf(target)
  if (pool !== null) return { kind: "pool", id: pool }
  const ref = entityOf(target)
  return ref?.kind === "process" ? null : ref
}

/** The name of what a wait waits for. */
export function awaitedName(world: World, op: Op): string {
  const { target } = op
  const ref = refOf(op)
  if (ref) return nameOf(world, ref)
  if (target.kind === "thread") return threadName(world.processes[op.proc], target.tid)
  if (target.kind === "manager") return target.call
  return target.kind === "process" ? fullNameOf(world, target.id) : "?"
}

/** A wait as the line of code that waits: `q.get()`, `worker.join()`. */
export function waitCall(world: World, { kind, target, proc, timeout, value }: Op): string {
  const { method } = OPERATIONS[kind]
  switch (target.kind) {
    case "time":
      return `${method}(${timeout === null ? "" : Number((timeout / 1e6).toFixed(2))})`
    case "manager":
      return target.call
    case "lock":
      return acquireCall(world, target.id)
    case "thread":
      return `${threadName(world.processes[proc], target.tid)}.${method}()`
    case "pool":
      return kind === "result" ? "pool.map()" : `${nameOf(world, target)}.${method}()`
    case "queue":
      return `${nameOf(world, target)}.${method}(${kind === "put" ? clip(value ?? "…", 12) : ""})`
    case "process":
    case "task":
    case "pipe":
      return `${nameOf(world, target)}.${method}()`
    default:
      return assertNever(target)
  }
}

/** Locks are acquired; events, conditions and barriers are waited for. */
export function acquireCall(world: World, id: number): string {
  const lock = world.locks[id]
  return `${nameOf(world, { kind: "lock", id })}.${lock ? LOCKS[lock.kind].method : "acquire"}()`
}
