import { assertNever } from "@forkscope/shared/base"
import type { Site } from "@forkscope/shared/events"
import {
  type EntityRef,
  isBounded,
  type LockEntity,
  OPERATIONS,
  type Op,
  type PoolEntity,
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
      return processName(world.processes[id]) || `process ${id}`
    case "queue":
      return ownName(world.queues, id) || `queue ${id}`
    case "pool":
      return ownName(world.pools, id) || `pool ${id}`
    case "task":
      return `t${world.tasks[id]?.index ?? id}`
    case "lock":
      return ownName(world.locks, id) || `${world.locks[id]?.kind ?? "lock"} ${id}`
    case "pipe":
      return ownName(world.pipes, id) || `pipe ${id}`
  }
}

/** What a process is called: by the program, else as Python calls the first one, else by what it runs, else by its PID. */
export function processName(process: ProcessEntity | undefined): string {
  if (!process) return ""
  if (process.name) return process.name
  if (process.role === "main") return "MainProcess"
  return process.argv[0]?.replace(/^.*\//, "") || String(process.pid ?? "")
}

type Named = Readonly<Record<number, { readonly id: number; readonly name: string }>>

const known = new WeakMap<Named, ReadonlyMap<number, string>>()

/**
 * The name that a thing was given. Things are often called like their class, `Lock`: where several have one name each gets
 * a number, in the order in which they were made. Empty where it was given none.
 */
export function ownName(table: Named, id: number): string {
  const before = known.get(table)
  if (before) return before.get(id) ?? ""
  const things = Object.values(table)
  const count = new Map<string, number>()
  for (const { name } of things) count.set(name, (count.get(name) ?? 0) + 1)
  const names = new Map<number, string>()
  const place = new Map<string, number>()
  for (const { id: one, name } of things) {
    place.set(name, (place.get(name) ?? 0) + 1)
    names.set(one, name && (count.get(name) ?? 0) > 1 ? `${name} ${place.get(name)}` : name)
  }
  known.set(table, names)
  return names.get(id) ?? ""
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

/** A pool as its constructor was called. */
export function poolCall({ kind, size }: Pick<PoolEntity, "kind" | "size">): string {
  switch (kind) {
    case "pool":
      return `Pool(${size})`
    case "threadPool":
      return `ThreadPool(${size})`
    case "processExecutor":
      return `ProcessPoolExecutor(${size})`
    case "threadExecutor":
      return `ThreadPoolExecutor(${size})`
  }
}

/** Whether a pool's slots hold threads of the process that made it. */
export function hasThreads({ kind }: Pick<PoolEntity, "kind">): boolean {
  return kind === "threadPool" || kind === "threadExecutor"
}

const LOCK_CALLS: Readonly<Record<string, string>> = {
  lock: "Lock()",
  rlock: "RLock()",
  semaphore: "Semaphore()",
  event: "Event()",
  condition: "Condition()",
  barrier: "Barrier()",
}

/** A lock, semaphore, event … as its constructor was called. */
export function lockCall({ kind }: Pick<LockEntity, "kind">): string {
  return LOCK_CALLS[kind] ?? kind
}

/** Events, conditions and barriers: waited for by all, held by nobody. */
export function isSignal({ kind }: Pick<LockEntity, "kind">): boolean {
  return kind === "event" || kind === "condition" || kind === "barrier"
}

/** A thread of a process as the program calls it, else by its number. */
export function threadName(process: ProcessEntity | undefined, tid: number): string {
  return process?.threads[tid]?.name || String(tid)
}

/** A call as it is written, of arguments as they were told: `1, 2` or as a tuple, `(1,)`. */
export function callText(fn: string, args: string): string {
  const [, inside] = /^\((.*?),?\)$/s.exec(args) ?? []
  return `${fn}(${inside !== undefined && isBalanced(inside) ? inside : args})`
}

/** Whether no parenthesis closes that was not opened: `(1), (2)` is not one tuple. */
function isBalanced(text: string): boolean {
  let open = 0
  for (const letter of text) {
    open += letter === "(" ? 1 : letter === ")" ? -1 : 0
    if (open < 0) return false
  }
  return open === 0
}

export function processCall(process: ProcessEntity): string | null {
  return process.target === null ? null : callText(process.target, process.args ?? "")
}

export function taskCall(task: { fn: string; args: string }): string {
  return callText(task.fn, task.args)
}

/** A wait as the line of code that waits. */
export function waitCall(world: World, { kind, target, proc, timeout, value }: Op): string {
  const { method } = OPERATIONS[kind]
  switch (target.kind) {
    case "time":
      return `${method}(${timeout === null ? "" : Number((timeout / 1e6).toFixed(2))})`
    case "manager":
      return target.call
    case "lock": {
      // Locks are acquired; what only signals is waited for.
      const lock = world.locks[target.id]
      return `${nameOf(world, target)}.${lock && isSignal(lock) ? "wait" : method}()`
    }
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

/** A place in the code as it is read: the file's own name and the line. */
export function siteText({ file, line }: Pick<Site, "file" | "line">): string {
  return `${file.slice(file.lastIndexOf("/") + 1)}:${line}`
}
