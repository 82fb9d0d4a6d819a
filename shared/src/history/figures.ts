import type { Micros } from "../base/index.ts"
import { coresOf, lastOf, type OpKind, waitsUntil } from "../world/index.ts"
import type { History, ProcessTrack } from "./history.ts"

/** What a run came to, for a table: measured by the kernel, or told by the program. Null: nobody could tell. */
export interface Figures {
  /** From the beginning of the run to its end, or to the last that is known of it, µs. */
  readonly wall: Micros
  /** False: it goes on, or its end is missing; then all figures are of what was until `wall`. */
  readonly isEnded: boolean
  readonly cores: number
  /** Measured: processes that the kernel ever made for it. */
  readonly processes: number
  /** Of these, those that tell of their calls: of what the others waited for and worked at nobody knows. */
  readonly telling: number
  /** Measured: µs that its processes were on a CPU, and in line for one, added up. */
  readonly cpu: Micros | null
  readonly ready: Micros | null
  /** Measured: kB in memory at most, added up over its processes; what they share is counted for each. */
  readonly memory: number | null
  readonly waits: Waits | null
  /** Told: work given to pools that is over. A chunk of a map is one task with several calls. */
  readonly tasks: { readonly finished: number; readonly calls: number; readonly failed: number } | null
  /** Told: items that were got from queues. */
  readonly items: number | null
}

/** Told: µs that were spent waiting, added up over all threads, by what was waited for. */
export interface Waits {
  readonly total: Micros
  readonly by: Readonly<Record<OpKind, Micros>>
  /** Some are not in here: puts and gets that were too many to report each, and were only counted. */
  readonly isLeast: boolean
}

/** @param host Processor time, processes and cores of this machine alone; of all that take part when not given. */
export function figuresOf(history: History, host?: number): Figures {
  const { world } = history
  const isHere = ({ entity }: ProcessTrack) => host === undefined || entity.host === host
  // One that proved to be another process is known under that one's id.
  const isKnown = ({ entity }: ProcessTrack) => entity.exitedAt !== null || world.processes[entity.id] !== undefined
  const tracks = [...history.processes.values()].filter(
    (track) => track.entity.pid !== null && isKnown(track) && isHere(track),
  )
  const telling = tracks.filter(({ entity }) => entity.observed !== null).length
  const queues = Object.values(world.queues)
  const pools = Object.values(world.pools)
  const isTold = telling > 0 || queues.length > 0 || pools.length > 0
  const sum = <T>(all: readonly T[], of: (one: T) => number) => all.reduce((total, one) => total + of(one), 0)
  const finished = sum(pools, (pool) => pool.finished)
  const failed = sum(pools, (pool) => pool.failed)
  return {
    wall: world.run?.ended?.at ?? world.at,
    isEnded: world.run?.ended != null,
    cores: coresOf(world, host),
    processes: tracks.length,
    telling,
    ...withAccount(measuredOf(tracks, world.run?.kind === "attached"), world.run?.ended?.cpu),
    memory: history.memory.at.length > 0 ? history.memory.most : null,
    waits: isTold ? waitsOf(history) : null,
    tasks: isTold ? { finished, calls: finished + history.bundled, failed } : null,
    items: isTold ? sum(queues, (queue) => queue.gets) : null,
  }
}

/** The kernel counts from the birth of a process; of one that was there before us only what it added since counts. */
function measuredOf(tracks: readonly ProcessTrack[], wasThere: boolean): Pick<Figures, "cpu" | "ready"> {
  let [cpu, ready, isKnown] = [0, 0, false]
  for (const { entity, samples } of tracks) {
    const last = lastOf(entity.samples)
    if (!last) continue
    isKnown = true
    const before = wasThere ? samples.sample(0) : { cpu: 0, queued: 0 }
    cpu += last.cpu - before.cpu
    ready += last.queued - before.queued
  }
  return isKnown ? { cpu, ready } : { cpu: null, ready: null }
}

/**
 * Samples miss what a process did right before its end, and processes that came and went between two looks; the account
 * that the kernel keeps of reaped processes has both. It misses those whose parent ignored their end.
 */
function withAccount(measured: Pick<Figures, "cpu" | "ready">, account = 0): Pick<Figures, "cpu" | "ready"> {
  return account > (measured.cpu ?? 0) ? { ...measured, cpu: account } : measured
}

function waitsOf({ world, processes }: History): Waits {
  const by = waitsUntil(
    world,
    [...processes.values()].map(({ entity }) => entity),
  )
  const total = Object.values(by).reduce((sum, one) => sum + one, 0)
  return { total, by, isLeast: Object.values(world.queues).some(({ counted }) => counted > 0) }
}
