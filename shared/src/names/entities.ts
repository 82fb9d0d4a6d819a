import { type EntityRef, type ProcessEntity, variableOf, type World } from "../world/index.ts"
import { classOf, lockCall, poolCall, queueCall } from "./calls.ts"
import { commandName, runsOwnFile } from "./command.ts"
import { clip } from "./text.ts"

/**
 * The name of an entity, the same everywhere: the lab's variable that holds it, else the name that the program gave it,
 * else its class. Entities that share a name are numbered. Names are code, so they are the same in every language.
 */
export function nameOf(world: World, { kind, id }: EntityRef): string {
  const variable = variableOf(world, kind, id)
  if (variable) return variable
  switch (kind) {
    case "process":
      return processName(world.processes[id]) || `#${id}`
    case "queue": {
      const queue = world.queues[id]
      return queue ? nameOr(queueCall(queue), ownName(world.queues, id), id) : `Queue ${id}`
    }
    case "pool": {
      const pool = world.pools[id]
      return pool ? nameOr(poolCall(pool), ownName(world.pools, id), id) : `Pool ${id}`
    }
    case "task":
      return `t${world.tasks[id]?.index ?? id}`
    case "lock":
      return ownName(world.locks, id) || `${classOf(lockCall(world.locks[id] ?? { kind: "lock" }))} ${id}`
    case "pipe":
      return ownName(world.pipes, id) || `Pipe ${id}`
    case "segment":
      return world.segments[id]?.name || `SharedMemory ${id}`
  }
}

/** A queue or pool that is named like its class is shown as its constructor call, which says more. */
function nameOr(call: string, name: string, id: number): string {
  if (name === "") return `${classOf(call)} ${id}`
  return name === classOf(call) ? call : name
}

/**
 * The name of a process: the title that it has set, else what the program calls it, else Python's name of the main
 * process, else its command in short, else the kernel's name of its executable, else its PID. Empty for an unknown
 * process.
 */
export function processName(process: ProcessEntity | undefined): string {
  if (!process) return ""
  const { title, name, role, argv, comm, pid } = process
  if (title) return clip(title, LONGEST_TITLE)
  if (role === "main" && (name === "" || name === "MainProcess") && (argv.length === 0 || runsOwnFile(argv)))
    return "MainProcess"
  const command = commandName(argv)
  const saysMore = command.startsWith(`${name} `)
  return (saysMore ? "" : name) || command || comm || String(pid ?? "")
}

/**
 * The whole command of a process, or the title that it shows in its place. Empty: not known, or the program has named
 * the process, and its command is that of a library.
 */
export function commandLine({ name, title, argv }: Pick<ProcessEntity, "name" | "title" | "argv">): string {
  return title || (name === "" ? argv.join(" ").trim() : "")
}

/** `name (PID)`, since processes may share a name; for a thread other than the main one `name (PID) · thread`. */
export function fullNameOf(world: World, proc: number, tid: number | null = null): string {
  const name = nameOf(world, { kind: "process", id: proc })
  const process = world.processes[proc]
  const pid = process?.pid ?? null
  const full = pid === null ? name : name === String(pid) ? `PID ${pid}` : `${name} (${pid})`
  return tid === null || tid === pid ? full : `${full} · ${threadName(process, tid)}`
}

/** The name that the program gave a thread, else its id. */
export function threadName(process: ProcessEntity | undefined, tid: number): string {
  return process?.threads[tid]?.name || String(tid)
}

/** Characters of a title that are shown as a name. */
const LONGEST_TITLE = 40

type Named = Readonly<Record<number, { readonly id: number; readonly name: string }>>

/** Names by table: worlds share the tables that did not change. */
const known = new WeakMap<Named, ReadonlyMap<number, string>>()

/**
 * The name that the program gave an entity; empty if it gave none. Many entities are named like their class, e.g.
 * `Lock`: where several share a name, each gets a number, in the order in which they were made.
 */
function ownName(table: Named, id: number): string {
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
