import type { Site } from "../events/index.ts"
import { type EntityRef, isBounded, type Op, variableOf, type World } from "../world/index.ts"

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

/** What a wait is at; null where it is at a process or thread. */
export function refOf(op: Op): EntityRef | null {
  if (op.lock !== null) return { kind: "lock", id: op.lock }
  if (op.queue !== null) return { kind: "queue", id: op.queue }
  if (op.pipe !== null) return { kind: "pipe", id: op.pipe }
  return op.pool === null ? null : { kind: "pool", id: op.pool }
}

/** What a wait waits for, in words of the program. */
export function whatFor(world: World, op: Op): string {
  const ref = refOf(op)
  if (ref) return nameOf(world, ref)
  if (op.targetThread !== null) return world.processes[op.proc]?.threads[op.targetThread]?.name || `${op.targetThread}`
  if (op.kind === "call" && op.value) return op.value
  return op.target === null ? "?" : whoIs(world, op.target)
}

/** The call as code: `get(q)`, `join(worker (4711))`. */
export function callOf(world: World, op: Op): string {
  return op.kind === "call" ? whatFor(world, op) : `${op.kind}(${whatFor(world, op)})`
}

/** `file.py:12`, without its folders; empty where not known. */
export function lineOf(site: Site | null | undefined): string {
  return site ? `${site.file.slice(site.file.lastIndexOf("/") + 1)}:${site.line}` : ""
}
