import { existsSync } from "node:fs"
import type { Site } from "@forkscope/shared/events"
import { emit, newKey } from "../emitter.ts"
import { fileName } from "./fields.ts"
import { libraryNamed, packageOf } from "./libraries.ts"
import type { Place, PoolLibrary } from "./protocol.ts"

interface Pool {
  key: string
  /** What its workers have in common. */
  kind: string
  /** By slot − 1. */
  workers: (Worker | undefined)[]
}

interface Worker {
  place: Place
  /** Whether it still has its slot. A thread that ends by itself gives no sign to the thread that started it. */
  isThere(): boolean
}

/**
 * Pools that this thread has started workers of: by library, by what their workers are, by the file that they run, and
 * where the library starts them all at once, by the file that makes the pool. Pools that share all of it are shown as one.
 */
const pools = new Map<string, Pool>()

/** Who starts a worker, and what it runs. */
interface Start {
  /** Key of this process. */
  proc: string
  /** The files of the code that starts it, innermost first. */
  callers: readonly string[]
  file: string
  site: Site | undefined
  /** What it starts. */
  worker: "thread" | "process"
}

/**
 * Gives a thread or a child process a slot, if a library of pools starts it. The pool is reported with its first worker:
 * that is when the library's first sign is seen.
 */
export function placeOf(start: Start, isThere: () => boolean): Place | undefined {
  const library = libraryNamed(packageOf(start.callers[0] ?? ""))
  if (!library) return undefined
  const pool = poolOf(library, start)
  const free = freeIn(pool)
  const place = { library: library.name, pool: pool.key, slot: free + 1, worker: newKey() }
  pool.workers[free] = { place, isThere }
  return place
}

/** The place of the first free slot; the next one where all are taken. */
function freeIn({ workers }: Pool): number {
  const free = workers.findIndex((worker) => worker === undefined || !worker.isThere())
  return free < 0 ? workers.length : free
}

function poolOf(library: PoolLibrary, { proc, callers, file, site, worker }: Start): Pool {
  const kind = `${library.name} ${worker} ${file}`
  const maker = library.startsAllAtOnce ? callers.find((path) => packageOf(path) !== library.name) : undefined
  const id = `${kind} ${maker}`
  // A worker that replaces a dead one is started by nobody but the library.
  const alike = library.startsAllAtOnce && !maker ? [...pools.values()].filter((pool) => pool.kind === kind) : []
  const known = pools.get(id) ?? alike.find((pool) => freeIn(pool) < pool.workers.length) ?? alike[0]
  if (known) return known
  const pool: Pool = { key: newKey(), kind, workers: [] }
  pools.set(id, pool)
  const of = maker ? (packageOf(maker) ?? fileName(maker)) : packageOf(file) === library.name ? "" : fileName(file)
  const name = (of ? `${of} (${library.name})` : library.name).slice(0, 200)
  emit("pool.created", { pool: pool.key, proc, name, kind: worker === "thread" ? "threadPool" : "pool", size: 1, site })
  return pool
}

type Reason = "exited" | "killed" | "terminated"

/** Its slot is free for the next worker. */
export function leave(place: Place, worker: { proc: string; thread?: number | undefined }, reason: Reason): void {
  for (const { workers } of pools.values()) {
    const index = workers.findIndex((one) => one?.place === place)
    if (index >= 0) workers[index] = undefined
  }
  const { pool, slot } = place
  emit("pool.worker.removed", { pool, slot, worker: worker.proc, thread: worker.thread, reason })
}

/** Whether a thread lives, by its number, which it enters itself; 0: it is only starting. */
export const isThreadThere = (tid: Int32Array): boolean => {
  const number = Atomics.load(tid, 0)
  return number === 0 || existsSync(`/proc/self/task/${number}`)
}
