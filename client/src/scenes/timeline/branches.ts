import type { History, ThreadTrack } from "@forkscope/shared/history"
import { commandLine, nameOf } from "@forkscope/shared/names"
import {
  type EntityRef,
  hasThreads,
  isTaskNumber,
  mainOf,
  type PoolEntity,
  type ProcessEntity,
} from "@forkscope/shared/world"
import type { Slot } from "./packing.ts"

/** A lane before it has a place. */
export interface Bare {
  readonly key: string
  /** pool and memory are counters, like queue. packed: children of one process that ran one after the other. */
  readonly kind: "process" | "thread" | "slot" | "packed" | "queue" | "pool" | "memory"
  readonly ref: EntityRef | null
  readonly name: string
  /** The whole command of a process; empty: it is none, or that is not known. */
  readonly command: string
  /** Slot number, for the label `slot 1`. */
  readonly slot: number | null
  /** What is in a packed lane; null: it is none. */
  readonly packed: Slot | null
  readonly pid: number | null
  /** The thread that the lane shows; null: the main thread, and slices without a thread id. */
  readonly thread: number | null
  /**
   * Number of the lane among those of its thread, of which there are several where waits overlap; 0: the first, with
   * the thread's work.
   */
  readonly beside: number
  /** Every process that was ever in the lane, oldest first. */
  readonly procs: readonly number[]
  readonly isOver: boolean
}

/** A lane with those that are nested in it. */
export interface Branch {
  readonly lane: Bare
  readonly born: number
  readonly below: Branch[]
}

/**
 * A branch for each process, thread, pool, slot and queue, nested in that of the process that made it.
 *
 * @param hidden Processes without a branch: what they made is nested in that of their parent.
 */
export function branchesOf(history: History, hidden: ReadonlySet<number>): Branch[] {
  const { world } = history
  const main = mainOf(world)
  const processes = new Map<number, Branch>()
  const roots: Branch[] = []
  const slots = slotsOf(history)
  const inSlot = new Set(slots.flatMap(({ pool, workers }) => (hasThreads(pool) ? [] : workers)))
  for (const { entity } of history.processes.values()) {
    // Two entries proved to be the same process; this one was merged into the other.
    if (inSlot.has(entity.id) || hidden.has(entity.id) || (entity.exitedAt === null && !world.processes[entity.id]))
      continue
    processes.set(entity.id, processBranch(history, entity, entity.id === main?.id))
  }
  const under = (owner: number | null | undefined, branch: Branch) => {
    let shown = owner ?? null
    while (shown !== null && hidden.has(shown)) shown = history.processes.get(shown)?.entity.parent ?? null
    const above = shown === null ? undefined : processes.get(shown)
    if (above && above !== branch) above.below.push(branch)
    else roots.push(branch)
  }
  for (const [id, branch] of processes) under(history.processes.get(id)?.entity.parent, branch)
  for (const pool of Object.values(world.pools)) {
    under(
      pool.owner,
      poolBranch(
        history,
        pool,
        slots.filter((one) => one.pool === pool),
      ),
    )
  }
  for (const queue of Object.values(world.queues)) {
    const ref = { kind: "queue", id: queue.id } as const
    under(queue.owner, {
      lane: { ...BLANK, key: `q${queue.id}`, kind: "queue", ref, name: nameOf(world, ref), isOver: queue.isClosed },
      born: history.queues.get(queue.id)?.steps.at.at(0) ?? 0,
      below: [],
    })
  }
  if (history.memory.at.length > 0) {
    roots.push({ lane: { ...BLANK, key: "memory", kind: "memory" }, born: Number.POSITIVE_INFINITY, below: [] })
  }
  const sorted = (branches: Branch[]): Branch[] => {
    branches.sort((a, b) => (a.born === b.born ? 0 : a.born - b.born))
    for (const { below } of branches) sorted(below)
    return branches
  }
  return sorted(roots)
}

export const BLANK = {
  ref: null,
  name: "",
  command: "",
  slot: null,
  packed: null,
  pid: null,
  thread: null,
  beside: 0,
  procs: [],
  isOver: false,
}

function processBranch(history: History, process: ProcessEntity, isMain: boolean): Branch {
  const ref = { kind: "process", id: process.id } as const
  const isOver = process.exitedAt !== null
  const threads = threadsOf(history, process).map((tid): Branch => {
    const lane: Bare = {
      ...BLANK,
      key: `p${process.id}t${tid}`,
      kind: "thread",
      ref,
      name: process.threads[tid]?.name ?? "",
      thread: tid,
      procs: [process.id],
      isOver: isOver || (process.threads[tid]?.exitedAt ?? null) !== null,
    }
    const born = process.threads[tid]?.startedAt ?? process.createdAt
    return { lane, born, below: besideOf(history, lane) }
  })
  const lane: Bare = {
    ...BLANK,
    key: `p${process.id}`,
    kind: "process",
    ref,
    name: nameOf({ ...history.world, processes: { [process.id]: process } }, ref),
    command: commandLine(process),
    pid: process.pid,
    procs: [process.id],
    isOver,
  }
  const born = isMain ? Number.NEGATIVE_INFINITY : process.createdAt
  return { lane, born, below: [...besideOf(history, lane), ...threads] }
}

/** The further lanes of a thread whose waits overlap; they come before all other nested lanes. */
function besideOf(history: History, lane: Bare): Branch[] {
  const counts = lane.procs.map((proc) => {
    const process = history.processes.get(proc)
    return process?.threads.get(lane.thread === process.entity.pid ? null : lane.thread)?.waits.length ?? 1
  })
  return Array.from({ length: Math.max(1, ...counts) - 1 }, (_, place) => ({
    lane: { ...lane, key: `${lane.key}~${place + 1}`, pid: null, beside: place + 1 },
    born: Number.NEGATIVE_INFINITY,
    below: [],
  }))
}

/**
 * The threads, other than the main one, that the program made or that have slices; without those of pool slots. Its
 * asyncio tasks too, of those that have ended the newest.
 */
function threadsOf(history: History, process: ProcessEntity): number[] {
  const pools = Object.values(history.world.pools).filter((pool) => pool.owner === process.id && hasThreads(pool))
  const inSlot = new Set(pools.flatMap(({ slots }) => slots.map(({ thread }) => thread)))
  const tracks = history.processes.get(process.id)?.threads ?? new Map<number | null, ThreadTrack>()
  const told = [...tracks].flatMap(([tid, { work, waits }]) =>
    tid !== null && [work, ...waits].some(({ length }) => length > 0) ? tid : [],
  )
  const waiting = Object.values(history.world.ops).flatMap(({ proc, tid }) => (proc === process.id && tid ? tid : []))
  const made = Object.values(process.threads).flatMap(({ tid, role }) =>
    role === "user" || role === "task" ? tid : [],
  )
  const all = new Set([...made, ...told, ...waiting])
  const isForgotten = (tid: number) => isTaskNumber(tid) && process.threads[tid] === undefined
  return [...all].filter((tid) => tid !== process.pid && !inSlot.has(tid) && !isForgotten(tid)).sort((a, b) => a - b)
}

interface Slots {
  readonly pool: PoolEntity
  readonly slot: number
  readonly thread: number | null
  readonly workers: number[]
}

function slotsOf(history: History): Slots[] {
  return Object.values(history.world.pools).flatMap((pool) =>
    pool.slots.map(({ slot, thread }) => ({
      pool,
      slot,
      thread,
      workers: [...(history.workers.get(`${pool.id}/${slot}`) ?? [])]
        .filter((worker) => history.processes.has(worker))
        .sort((a, b) => a - b),
    })),
  )
}

function poolBranch(history: History, pool: PoolEntity, slots: readonly Slots[]): Branch {
  const bornOf = (id: number) => history.processes.get(id)?.entity.createdAt ?? Number.POSITIVE_INFINITY
  const isThreads = hasThreads(pool)
  const name = nameOf(history.world, { kind: "pool", id: pool.id })
  const ref = { kind: "pool", id: pool.id } as const
  const below = slots.map(({ slot, thread, workers }): Branch => {
    const worker = workers.at(-1)
    const entity = history.processes.get(worker ?? -1)?.entity
    const lane: Bare = {
      ...BLANK,
      key: `P${pool.id}s${slot}`,
      kind: "slot",
      ref: worker === undefined || isThreads ? ref : { kind: "process", id: worker },
      name,
      slot,
      pid: isThreads ? null : (entity?.pid ?? null),
      thread,
      procs: isThreads && thread === null ? [] : workers,
      isOver: entity === undefined || entity.exitedAt !== null,
    }
    return { lane, born: slot, below: besideOf(history, lane) }
  })
  const procs = [...new Set(slots.flatMap(({ workers }) => workers))]
  return {
    lane: { ...BLANK, key: `P${pool.id}`, kind: "pool", ref, name, procs, isOver: pool.isTerminated || pool.isJoined },
    born: Math.min(...procs.map(bornOf)),
    below,
  }
}
