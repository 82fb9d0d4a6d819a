import {
  type EntityRef,
  isBounded,
  type Op,
  type ProcessEntity,
  type QueueEntity,
  variableOf,
  type World,
} from "@forkscope/shared/world"

/** Cuts a text to at most `length` characters, the last one an ellipsis. */
export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(1, length - 1))}…`
}

/** The lab's variable where one holds it, else the name that the program gave it. */
export function nameOf(world: World, { kind, id }: EntityRef): string {
  const variable = variableOf(world, kind, id)
  if (variable) return variable
  switch (kind) {
    case "process":
      return world.processes[id]?.name || String(world.processes[id]?.pid ?? `process ${id}`)
    case "queue":
      return world.queues[id]?.name || `queue ${id}`
    case "pool":
      return world.pools[id]?.name || `pool ${id}`
    case "task":
      return `t${world.tasks[id]?.index ?? id}`
    case "lock":
      return world.locks[id]?.name || `lock ${id}`
  }
}

/** A queue as its constructor was called. */
export function queueCall(queue: QueueEntity): string {
  const bound = isBounded(queue) ? String(queue.maxsize) : ""
  switch (queue.kind) {
    case "queue":
      return `Queue(${bound})`
    case "joinable":
      return `JoinableQueue(${bound})`
    case "simple":
      return "SimpleQueue()"
    case "manager":
      return `Manager().Queue(${bound})`
  }
}

export function processCall(process: ProcessEntity): string | null {
  return process.target === null ? null : `${process.target}(${(process.args ?? "").replace(/^\(|,?\)$/g, "")})`
}

export function taskCall(task: { fn: string; args: string }): string {
  return `${task.fn}(${task.args.replace(/^\(|,?\)$/g, "")})`
}

/** A wait as the line of code that waits. */
export function waitCall(world: World, op: Op): string {
  const queue = op.queue === null ? "queue" : nameOf(world, { kind: "queue", id: op.queue })
  switch (op.kind) {
    case "put":
      return `${queue}.put(${clip(op.value ?? "…", 12)})`
    case "get":
      return `${queue}.get()`
    case "join":
      if (op.target !== null) return `${nameOf(world, { kind: "process", id: op.target })}.join()`
      return `${op.pool === null ? "pool" : nameOf(world, { kind: "pool", id: op.pool })}.join()`
    case "sleep":
      return `sleep(${op.timeout === null ? "" : Number((op.timeout / 1e6).toFixed(2))})`
    case "result":
      return op.task === null ? "pool.map()" : `${nameOf(world, { kind: "task", id: op.task })}.get()`
    case "acquire":
      return `${op.lock === null ? "lock" : nameOf(world, { kind: "lock", id: op.lock })}.acquire()`
    case "send":
      return "pipe.send()"
    case "recv":
      return "pipe.recv()"
  }
}
