import { type EntityRef, mainOf, type PoolEntity, processStates, type World } from "@forkscope/shared/world"
import { hasThreads, nameOf } from "../names.ts"

export interface Lane {
  readonly key: string
  readonly kind: "process" | "slot" | "queue"
  readonly ref: EntityRef
  readonly name: string
  /** Slot number, for the label `slot 1`. */
  readonly slot: number | null
  readonly pid: number | null
  /** The one thread it is about, in a pool of threads; what the process itself does has a lane of its own. */
  readonly thread: number | null
  /** Every process that was ever in it, oldest first. */
  readonly procs: readonly number[]
  readonly isOver: boolean
  readonly top: number
  readonly height: number
}

/** More lanes than this are drawn lower. */
const MANY = 12
const ROOMY = 44
const LOW = 36

/**
 * A lane for each process, pool slot and queue. The main process comes first, the others in the order in which they
 * (or their pool) appeared, so that a lane never moves once it is there.
 */
export function lanesOf(world: World): Lane[] {
  const main = mainOf(world)
  const states = processStates(world)
  const slots = workersBySlot(world)
  const inSlot = new Set(slots.flatMap(({ pool, workers }) => (hasThreads(pool) ? [] : workers)))
  const lanes: (Omit<Lane, "top" | "height"> & { born: number })[] = []
  for (const process of Object.values(world.processes)) {
    if (inSlot.has(process.id)) continue
    lanes.push({
      key: `p${process.id}`,
      kind: "process",
      ref: { kind: "process", id: process.id },
      name: nameOf(world, { kind: "process", id: process.id }),
      slot: null,
      pid: process.pid,
      thread: null,
      procs: [process.id],
      isOver: states.get(process.id) === "gone",
      born: process.id === main?.id ? Number.NEGATIVE_INFINITY : process.createdAt,
    })
  }
  for (const { pool, slot, workers } of slots) {
    const worker = workers.at(-1)
    const thread = pool.slots.find((one) => one.slot === slot)?.thread ?? null
    const isThread = hasThreads(pool)
    const firsts = pool.slots.map((one) => world.processes[one.worker ?? -1]?.createdAt ?? Number.POSITIVE_INFINITY)
    const born = Math.min(
      ...slots
        .filter((one) => one.pool === pool)
        .flatMap((one) => one.workers.map((id) => world.processes[id]?.createdAt ?? Number.POSITIVE_INFINITY)),
      ...firsts,
    )
    lanes.push({
      key: `P${pool.id}s${slot}`,
      kind: "slot",
      ref: worker === undefined || isThread ? { kind: "pool", id: pool.id } : { kind: "process", id: worker },
      name: nameOf(world, { kind: "pool", id: pool.id }),
      slot,
      pid: isThread ? null : (world.processes[worker ?? -1]?.pid ?? null),
      thread,
      procs: isThread && thread === null ? [] : workers,
      isOver: worker === undefined || states.get(worker) === "gone",
      born,
    })
  }
  for (const queue of Object.values(world.queues)) {
    lanes.push({
      key: `q${queue.id}`,
      kind: "queue",
      ref: { kind: "queue", id: queue.id },
      name: nameOf(world, { kind: "queue", id: queue.id }),
      slot: null,
      pid: null,
      thread: null,
      procs: [],
      isOver: queue.isClosed,
      born: queue.depths.chunks[0]?.[0]?.at ?? 0,
    })
  }
  lanes.sort((a, b) => (a.born === b.born ? 0 : a.born - b.born))
  const height = lanes.length > MANY ? LOW : ROOMY
  return lanes.map(({ born: _, ...lane }, place) => ({ ...lane, top: place * height, height }))
}

/** Who worked in which slot: the world keeps the present worker, the tasks tell of those before. */
function workersBySlot(world: World): { pool: PoolEntity; slot: number; workers: number[] }[] {
  const seen = new Map<string, Set<number>>()
  const note = (pool: number, slot: number, worker: number) => {
    const key = `${pool}/${slot}`
    const workers = seen.get(key)
    if (workers) workers.add(worker)
    else seen.set(key, new Set([worker]))
  }
  for (const { pool, slot, worker } of Object.values(world.tasks)) {
    if (slot !== null && worker !== null && world.processes[worker]) note(pool, slot, worker)
  }
  return Object.values(world.pools).flatMap((pool) =>
    pool.slots.map(({ slot, worker }) => {
      if (worker !== null && world.processes[worker]) note(pool.id, slot, worker)
      return { pool, slot, workers: [...(seen.get(`${pool.id}/${slot}`) ?? [])].sort((a, b) => a - b) }
    }),
  )
}
