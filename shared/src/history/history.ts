import type { ForkscopeEvent } from "../events/index.ts"
import {
  countOf,
  cutOffSlice,
  EMPTY_WORLD,
  firstOf,
  fold,
  itemsOf,
  type Op,
  type ProcessEntity,
  type QueueEntity,
  type Slice,
  valuesAfter,
  type World,
} from "../world/index.ts"
import { Flows } from "./flows.ts"
import { Lanes } from "./lanes.ts"
import { MemoryTrack } from "./memory.ts"
import { SampleTrack } from "./samples.ts"
import { isWait, SliceTrack } from "./slices.ts"
import { Steps } from "./steps.ts"

/** The work of one thread, and its waits, which may be inside the work or outside. */
export interface ThreadTrack {
  readonly work: SliceTrack
  /** By lane: more than one where waits overlap, e.g. those of an event loop. */
  readonly waits: SliceTrack[]
  readonly lanes: Lanes
  readonly samples: SampleTrack
}

export interface ProcessTrack {
  /** The entity as last known: a world drops the oldest of the processes that ended. */
  entity: ProcessEntity
  /** The samples of the whole process. */
  readonly samples: SampleTrack
  /** By thread id; the main thread, and what no source assigned to a thread, is under null. */
  readonly threads: Map<number | null, ThreadTrack>
  /** Number of slices taken from its ring so far, including those that were dropped before. */
  taken: number
  /** Waits that are drawn up to the process's exit until their ends are reported, by the event that began them. */
  readonly cutOff: Set<number>
}

interface DepthTrack {
  readonly steps: Steps
  /** Number of depths taken from its ring so far, including those that were dropped before. */
  taken: number
}

/** Events that are folded at a time: fewer than the rings of a world hold, so that nothing is missed. */
const STEP = 256
/** Slices that are kept by default, at about 200 bytes each. */
const MOST = 1_000_000

/**
 * Everything that was ever in the rings of a world; the world itself keeps only the newest values. It is filled from
 * the worlds that `fold` makes, so the present and the past share one reduce.
 */
export class History {
  /** The newest world that was added. */
  world: World = EMPTY_WORLD
  /** Nothing is missing from this time on, µs: older values had already left the rings of the first world. */
  from = 0
  readonly processes = new Map<number, ProcessTrack>()
  readonly queues = new Map<number, DepthTrack>()
  readonly #memory = new MemoryTrack()
  readonly flows = new Flows()
  /** All workers that a slot has had, by pool and slot. */
  readonly workers = new Map<string, Set<number>>()
  readonly #most: number
  /** Number of slices, without those that were dropped. */
  count = 0
  /** Calls of finished tasks beyond the first of each task: a map bundles its calls into chunks. */
  bundled = 0
  /** Whether old slices were dropped to stay within the limit. */
  hasForgotten = false

  /** @param most Slices that are kept; beyond that, the older half of the time is dropped. */
  constructor(most: number = MOST) {
    this.#most = most
  }

  /** Memory of all processes together, kB; shared memory is counted for each process. */
  get memory(): Steps {
    return this.#memory.steps
  }

  /** Folds events into the world and adds what is new in it. */
  follow(events: readonly ForkscopeEvent[]): void {
    for (let from = 0; from < events.length; from += STEP) {
      const some = events.slice(from, from + STEP)
      this.#memory.follow(some, this.world.seq)
      this.#take(fold(this.world, some))
    }
  }

  /** Adds what is new in a world that is at most a few hundred events after the last one. */
  add(world: World): void {
    this.#memory.begin(world)
    this.#take(world)
  }

  #take(world: World): void {
    const before = this.world
    this.world = world
    this.#noteWorkers(world, before)
    const begun = begunSince(world, before)
    if (world.processes !== before.processes) {
      for (const id in world.processes) {
        const entity = world.processes[id]
        if (entity && entity !== before.processes[id]) this.#takeProcess(entity, world, begun.get(entity.id) ?? [])
        begun.delete(Number(id))
      }
    }
    for (const [id, ops] of begun) {
      const track = this.processes.get(id)
      if (track) for (const op of ops.sort((a, b) => a.seq - b.seq)) beginIn(track, op, world)
    }
    if (world.queues !== before.queues) {
      for (const id in world.queues) {
        const queue = world.queues[id]
        if (queue && queue !== before.queues[id]) this.#takeQueue(queue)
      }
    }
    if (this.count > this.#most) this.#forget()
  }

  /** Drops the older half of the time, so that a run may go on for days. */
  #forget(): void {
    this.hasForgotten = true
    this.from = (this.from + this.world.at) / 2
    this.count = 0
    for (const { samples, threads } of this.processes.values()) {
      samples.drop(this.from)
      for (const { work, waits, samples } of threads.values()) {
        work.drop(this.from)
        samples.drop(this.from)
        this.count += work.length
        for (const lane of waits) {
          lane.drop(this.from)
          this.count += lane.length
        }
      }
    }
    for (const { steps } of this.queues.values()) steps.drop(this.from)
    this.memory.drop(this.from)
    this.flows.drop(this.from)
  }

  /**
   * The slice that an event began, its process and its lane. Searches all slices: fast enough per click, not per frame.
   */
  find(seq: number): { proc: number; slice: Slice; lane: number } | null {
    for (const [proc, { threads }] of this.processes) {
      for (const { work, waits } of threads.values()) {
        for (const [lane, { slices }] of [...waits.entries(), [0, work] as const]) {
          const slice = slices.find((one) => one.seq === seq)
          if (slice) return { proc, slice, lane }
        }
      }
    }
    return null
  }

  /** The lane of an open wait in its thread. */
  laneOf(proc: number, tid: number | null, seq: number): number {
    const track = this.processes.get(proc)
    return track?.threads.get(tid === track.entity.pid ? null : tid)?.lanes.laneOf(seq) ?? 0
  }

  #takeProcess(entity: ProcessEntity, world: World, begun: readonly Op[]): void {
    let track = this.processes.get(entity.id)
    if (!track) {
      track = { entity, samples: new SampleTrack(), threads: new Map(), taken: 0, cutOff: new Set() }
      this.processes.set(entity.id, track)
    }
    const before = track.entity
    track.entity = entity
    if (entity.samples !== before.samples || track.samples.length === 0) {
      if (track.samples.length === 0 && entity.samples.dropped > 0) this.#missUntil(firstOf(entity.samples)?.at)
      for (const chunk of entity.samples.chunks) {
        const samples = itemsOf(chunk)
        if ((samples.at(-1)?.at ?? -1) > track.samples.lastAt) track.samples.take(samples)
      }
    }
    if (entity.threads !== before.threads) {
      for (const { tid, samples } of Object.values(entity.threads)) {
        if (samples.length > 0) threadOf(track, tid).samples.take(samples)
      }
    }
    if (entity.parent !== null && entity.spawnedAt !== null)
      this.flows.spawn(entity.id, entity.parent, entity.spawnedAt)
    for (const one of [...valuesAfter(entity.slices, track.taken), ...begun].sort((a, b) => a.seq - b.seq)) {
      if ("startedAt" in one) beginIn(track, one, world)
      else this.#takeSlice(track, one, world)
    }
    if (entity.slices.dropped > track.taken) this.#missUntil(firstOf(entity.slices)?.end)
    track.taken = countOf(entity.slices)
    for (const op of entity.cutOff) {
      if (track.cutOff.has(op.seq)) continue
      track.cutOff.add(op.seq)
      this.#pushWait(threadOf(track, op.tid), cutOffSlice(op, entity.exitedAt ?? world.at))
    }
  }

  #takeSlice(track: ProcessTrack, slice: Slice, world: World): void {
    const { target } = slice
    const thread = threadOf(track, slice.tid)
    let lane = 0
    if (track.cutOff.delete(slice.seq)) lane = thread.waits.findIndex((waits) => waits.amend(slice))
    else if (isWait(slice.kind)) lane = this.#pushWait(thread, slice)
    else {
      thread.work.push(slice)
      this.count += 1
      if (target.kind === "task") this.bundled += (world.tasks[target.id]?.calls ?? 1) - 1
    }
    this.flows.slice(world, track.entity.id, slice, lane)
  }

  #pushWait({ lanes, waits }: ThreadTrack, slice: Slice): number {
    const lane = lanes.end(slice.seq, slice.start, slice.end)
    waits[lane] ??= new SliceTrack()
    waits[lane].push(slice)
    this.count += 1
    return lane
  }

  #takeQueue(queue: QueueEntity): void {
    let track = this.queues.get(queue.id)
    if (!track) {
      track = { steps: new Steps(), taken: 0 }
      this.queues.set(queue.id, track)
    }
    const { steps } = track
    for (const { at, depth } of valuesAfter(queue.depths, track.taken)) steps.push(at, depth)
    if (queue.depths.dropped > track.taken) this.#missUntil(firstOf(queue.depths)?.at)
    track.taken = countOf(queue.depths)
  }

  #noteWorkers(world: World, before: World): void {
    const note = (pool: number, slot: number, worker: number | null) => {
      if (worker === null) return
      const key = `${pool}/${slot}`
      const workers = this.workers.get(key)
      if (workers) workers.add(worker)
      else this.workers.set(key, new Set([worker]))
    }
    // A world keeps only the current worker of a slot; earlier ones are found through its tasks.
    if (before === EMPTY_WORLD) {
      for (const { pool, slot, worker } of Object.values(world.tasks)) if (slot !== null) note(pool, slot, worker)
    }
    if (world.pools === before.pools) return
    for (const pool of Object.values(world.pools)) {
      if (pool !== before.pools[pool.id]) for (const { slot, worker } of pool.slots) note(pool.id, slot, worker)
    }
  }

  #missUntil(at: number | undefined): void {
    this.from = Math.max(this.from, at ?? 0)
  }
}

/** The track of a thread; the main thread's is under null, like what belongs to no known thread. */
function threadOf(track: ProcessTrack, tid: number | null): ThreadTrack {
  const key = tid === track.entity.pid ? null : tid
  let thread = track.threads.get(key)
  if (!thread) {
    thread = { work: new SliceTrack(), waits: [new SliceTrack()], lanes: new Lanes(), samples: new SampleTrack() }
    track.threads.set(key, thread)
  }
  return thread
}

function beginIn(track: ProcessTrack, op: Op, world: World): void {
  const { lanes, waits } = threadOf(track, op.tid)
  lanes.begin(op.seq, op.startedAt, op.id, (id) => world.ops[id] !== undefined)
  while (waits.length < lanes.count) waits.push(new SliceTrack())
}

/** Waits that began after the world `before` and are open in `world`, by process. */
function begunSince(world: World, before: World): Map<number, Op[]> {
  const begun = new Map<number, Op[]>()
  if (world.ops === before.ops) return begun
  for (const id in world.ops) {
    const op = world.ops[id]
    if (!op || op.seq <= before.seq) continue
    const list = begun.get(op.proc)
    if (list) list.push(op)
    else begun.set(op.proc, [op])
  }
  return begun
}
