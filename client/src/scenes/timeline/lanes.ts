import type { History, ThreadTrack } from "@forkscope/shared/history"
import { commandLine, nameOf } from "@forkscope/shared/names"
import { type EntityRef, hasThreads, mainOf, type PoolEntity, type ProcessEntity } from "@forkscope/shared/world"

export interface Lane {
  readonly key: string
  /** pool and memory are counters, like queue. */
  readonly kind: "process" | "thread" | "slot" | "queue" | "pool" | "memory"
  readonly ref: EntityRef | null
  readonly name: string
  /** The whole command of a process; empty: it is none, or that is not known. */
  readonly command: string
  /** Slot number, for the label `slot 1`. */
  readonly slot: number | null
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
  /** Nesting depth. */
  readonly level: number
  /** Number of nested lanes, shown or folded; 0: it cannot be folded. */
  readonly below: number
  readonly isFolded: boolean
  readonly isOver: boolean
  readonly top: number
  readonly height: number
}

export interface Lanes {
  readonly lanes: readonly Lane[]
  readonly height: number
  /** The lane that shows a thread of a process: its own, or the folded lane above it. */
  find(proc: number, tid: number | null, beside?: number): Lane | undefined
}

/** px of a lane. The more lanes there are, the lower each is. */
const HEIGHTS = [
  { upTo: 12, height: 44 },
  { upTo: 40, height: 36 },
  { upTo: Number.POSITIVE_INFINITY, height: 26 },
]
/** px of counter lanes, and of the further lanes of a thread. */
const COUNTER = 26

type Bare = Omit<Lane, "top" | "height" | "level" | "below" | "isFolded">

interface Branch {
  readonly lane: Bare
  readonly born: number
  readonly below: Branch[]
}

/**
 * A lane for each process, thread, pool, slot and queue, nested in that of the process that made it, in order of
 * appearance; the main process comes first.
 */
export function lanesOf(history: History, folded: ReadonlySet<string> = new Set()): Lanes {
  const roots = branchesOf(history)
  const lanes: (Bare & Pick<Lane, "level" | "below" | "isFolded">)[] = []
  const owners = new Map<string, number>()
  const add = (branch: Branch, level: number, hiddenIn: number | null) => {
    const { lane, below } = branch
    const isFolded = folded.has(lane.key)
    if (hiddenIn === null) lanes.push({ ...lane, level, below: countOf(below), isFolded: isFolded && below.length > 0 })
    const place = hiddenIn ?? lanes.length - 1
    if (lane.kind === "process" || lane.kind === "thread" || lane.kind === "slot") {
      for (const proc of lane.procs) owners.set(keyOfThread(proc, lane.thread, lane.beside), place)
    }
    for (const one of below) add(one, level + 1, hiddenIn ?? (isFolded ? place : null))
  }
  for (const root of roots) add(root, 0, null)
  const height = HEIGHTS.find(({ upTo }) => lanes.length <= upTo)?.height ?? 0
  let top = 0
  const placed = lanes.map((lane) => {
    const own = lane.kind === "pool" || lane.kind === "memory" || lane.beside > 0 ? COUNTER : height
    top += own
    return { ...lane, top: top - own, height: own }
  })
  return {
    lanes: placed,
    height: top,
    find: (proc, tid, beside = 0) => {
      const keys = [keyOfThread(proc, tid, beside), keyOfThread(proc, tid, 0), keyOfThread(proc, null, 0)]
      return placed[keys.map((key) => owners.get(key)).find((place) => place !== undefined) ?? -1]
    },
  }
}

const keyOfThread = (proc: number, tid: number | null, beside: number): string => `${proc}/${tid ?? ""}/${beside}`

const countOf = (branches: readonly Branch[]): number =>
  branches.reduce((sum, { below }) => sum + 1 + countOf(below), 0)

function branchesOf(history: History): Branch[] {
  const { world } = history
  const main = mainOf(world)
  const processes = new Map<number, Branch>()
  const roots: Branch[] = []
  const slots = slotsOf(history)
  const inSlot = new Set(slots.flatMap(({ pool, workers }) => (hasThreads(pool) ? [] : workers)))
  for (const { entity } of history.processes.values()) {
    // Two entries proved to be the same process; this one was merged into the other.
    if (inSlot.has(entity.id) || (entity.exitedAt === null && !world.processes[entity.id])) continue
    processes.set(entity.id, processBranch(history, entity, entity.id === main?.id))
  }
  const under = (owner: number | null | undefined, branch: Branch) => {
    const above = owner === null || owner === undefined ? undefined : processes.get(owner)
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

const BLANK = {
  ref: null,
  name: "",
  command: "",
  slot: null,
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

/** The threads, other than the main one, that the program made or that have slices; without those of pool slots. */
function threadsOf(history: History, process: ProcessEntity): number[] {
  const pools = Object.values(history.world.pools).filter((pool) => pool.owner === process.id && hasThreads(pool))
  const inSlot = new Set(pools.flatMap(({ slots }) => slots.map(({ thread }) => thread)))
  const tracks = history.processes.get(process.id)?.threads ?? new Map<number | null, ThreadTrack>()
  const told = [...tracks].flatMap(([tid, { work, waits }]) =>
    tid !== null && [work, ...waits].some(({ length }) => length > 0) ? tid : [],
  )
  const waiting = Object.values(history.world.ops).flatMap(({ proc, tid }) => (proc === process.id && tid ? tid : []))
  const made = Object.values(process.threads).flatMap(({ tid, role }) => (role === "user" ? tid : []))
  const all = new Set([...made, ...told, ...waiting])
  return [...all].filter((tid) => tid !== process.pid && !inSlot.has(tid)).sort((a, b) => a - b)
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
