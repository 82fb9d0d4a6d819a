import { type EntityRef, isBounded, variableOf, type World } from "@forkscope/shared/world"

/** What the screen calls an entity: the lab's variable where one holds it, else the name the program gave it. */
export function nameOf(world: World, { kind, id }: EntityRef): string {
  const variable = variableOf(world, kind, id)
  if (variable) return variable
  switch (kind) {
    case "process": {
      const process = world.processes[id]
      return process?.name || (process?.pid ? String(process.pid) : `#${id}`)
    }
    case "queue": {
      const queue = world.queues[id]
      if (!queue) return `#${id}`
      return queue.name || (isBounded(queue) ? `Queue(${queue.maxsize})` : "Queue()")
    }
    case "pool": {
      const pool = world.pools[id]
      return pool ? pool.name || `Pool(${pool.size})` : `#${id}`
    }
    case "task": {
      const task = world.tasks[id]
      return task ? `t${task.index}` : `#${id}`
    }
    case "lock":
      return world.locks[id]?.name || `#${id}`
  }
}

/** As `nameOf`, with the PID of a process: two of one name are told apart. */
export function fullNameOf(world: World, proc: number): string {
  const name = nameOf(world, { kind: "process", id: proc })
  const pid = world.processes[proc]?.pid
  return pid && name !== String(pid) ? `${name} (${pid})` : name
}
