import type { Site } from "../events/index.ts"
import { type EntityRef, entityOf, isBounded, type Op, poolOf, variableOf, type World } from "../world/index.ts"

/** `name (PID)`: two of one name are told apart. With the thread, where it is not the main one. */
export function whoIs(world: World, proc: number, tid: number | null = null): string {
  const process = world.processes[proc]
  if (!process) return `#${proc}`
  const own = process.role === "main" ? "MainProcess" : process.name
  const name = variableOf(world, "process", proc) ?? own
  const pid = process.pid
  const base = name === "" ? `PID ${pid ?? "?"}` : pid === null || name === String(pid) ? name : `${name} (${pid})`
  if (tid === null || tid === pid) return base
  return `${base} · ${process.threads[tid]?.name || tid}`
}

/** What the program calls a queue, pool, lock, pipe or task. */
export function nameOf(world: World, { kind, id }: EntityRef): string {
  const variable = variableOf(world, kind, id)
  if (variable) return variable
  switch (kind) {
    case "process":
      return whoIs(world, id)
    case "queue": {
      const queue = world.queues[id]
      return queue?.name || (queue && isBounded(queue) ? `Queue(${queue.maxsize})` : "Queue()")
    }
    case "pool": {
      const pool = world.pools[id]
      return pool?.name || `Pool(${pool?.size ?? ""})`
    }
    case "task": {
      const task = world.tasks[id]
      return task ? `${task.fn}(${task.args})` : `#${id}`
    }
    case "lock": {
      const lock = world.locks[id]
      return lock?.name || `${lock?.kind ?? "lock"} #${id}`
    }
    case "pipe":
      return world.pipes[id]?.name || `Pipe #${id}`
  }
}

/** What a wait is at; null where it is at a process or thread. Who waits for a task is at its pool. */
export function refOf({ target }: Op): EntityRef | null {
  const pool = poolOf(target)
  if (pool !== null) return { kind: "pool", id: pool }
  const ref = entityOf(target)
  return ref?.kind === "process" ? null : ref
}

/** What a wait waits for, in words of the program. */
export function whatFor(world: World, op: Op): string {
  const { target } = op
  const ref = refOf(op)
  if (ref) return nameOf(world, ref)
  if (target.kind === "thread") return world.processes[op.proc]?.threads[target.tid]?.name || `${target.tid}`
  if (target.kind === "manager") return target.call
  return target.kind === "process" ? whoIs(world, target.id) : "?"
}

/** The call as code: `get(q)`, `join(worker (4711))`. */
export function callOf(world: World, op: Op): string {
  return op.kind === "call" ? whatFor(world, op) : `${op.kind}(${whatFor(world, op)})`
}

/** `file.py:12`, without its folders; empty where not known. */
export function lineOf(site: Site | null | undefined): string {
  return site ? `${site.file.slice(site.file.lastIndexOf("/") + 1)}:${site.line}` : ""
}
