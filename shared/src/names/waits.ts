import { assertNever } from "../base/index.ts"
import {
  type EntityRef,
  entityOf,
  type KernelTarget,
  LOCKS,
  OPERATIONS,
  poolOf,
  type Wait,
  type World,
} from "../world/index.ts"
import { fullNameOf, nameOf, threadName } from "./entities.ts"
import { clip } from "./text.ts"

/** The entity at which a wait is shown: for a task its pool; null for a process or thread. */
export function refOf({ target }: Pick<Wait, "target">): EntityRef | null {
  const pool = poolOf(target)
  if (pool !== null) return { kind: "pool", id: pool }
  const ref = entityOf(target)
  return ref?.kind === "process" ? null : ref
}

/** The name of what an operation waits for. */
export function awaitedName(world: World, op: Wait): string {
  const { target } = op
  const ref = refOf(op)
  if (ref) return nameOf(world, ref)
  if (target.kind === "thread") return threadName(world.processes[op.proc], target.tid)
  if (target.kind === "manager") return target.call
  if (target.kind === "kernel") return kernelName(target)
  return target.kind === "process" ? fullNameOf(world, target.id) : "?"
}

/** A wait as its call in the code: `q.get()`, `worker.join()`. */
export function waitCall(world: World, { kind, target, proc, timeout, value }: Wait): string {
  const { method } = OPERATIONS[kind]
  switch (target.kind) {
    case "time":
      return `${method}(${timeout === null ? "" : Number((timeout / 1e6).toFixed(2))})`
    case "manager":
      return target.call
    case "lock":
      return acquireCall(world, target.id)
    case "kernel":
      return `${kernelName(target)}.${target.call}()`
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

const STREAMS = ["stdin", "stdout", "stderr"]

/** What a system call is about: a descriptor, by the name of the stream where it has one. */
function kernelName({ call, fd }: KernelTarget): string {
  if (fd !== null) return STREAMS[fd] ?? `fd ${fd}`
  return call === "wait" ? "wait()" : "Lock"
}

/** The call that waits for a lock: `acquire()`; for events, conditions and barriers `wait()`. */
export function acquireCall(world: World, id: number): string {
  const lock = world.locks[id]
  return `${nameOf(world, { kind: "lock", id })}.${lock ? LOCKS[lock.kind].method : "acquire"}()`
}
