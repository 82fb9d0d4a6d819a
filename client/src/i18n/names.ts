import { type EntityRef, isBounded, variableOf, type World } from "@forkscope/shared/world"
import { ownName, poolCall, processName } from "../scenes/names.ts"

/** What the screen calls an entity: the lab's variable where one holds it, else the name the program gave it. */
export function nameOf(world: World, { kind, id }: EntityRef): string {
  const variable = variableOf(world, kind, id)
  if (variable) return variable
  switch (kind) {
    case "process": {
      const process = world.processes[id]
      return processName(process) || `#${id}`
    }
    case "queue": {
      const queue = world.queues[id]
      if (!queue) return `#${id}`
      return ownName(world.queues, id) || (isBounded(queue) ? `Queue(${queue.maxsize})` : "Queue()")
    }
    case "pool": {
      const pool = world.pools[id]
      return pool ? ownName(world.pools, id) || poolCall(pool) : `#${id}`
    }
    case "task": {
      const task = world.tasks[id]
      return task ? `t${task.index}` : `#${id}`
    }
    case "lock":
      return ownName(world.locks, id) || `${world.locks[id]?.kind ?? ""} #${id}`.trim()
    case "pipe":
      return ownName(world.pipes, id) || `Pipe #${id}`
  }
}

/** As `nameOf`, with the PID of a process: two of one name are told apart. */
export function fullNameOf(world: World, proc: number): string {
  const name = nameOf(world, { kind: "process", id: proc })
  const pid = world.processes[proc]?.pid
  return pid && name !== String(pid) ? `${name} (${pid})` : name
}
