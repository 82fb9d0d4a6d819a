import type { Micros } from "../base/index.ts"
import { coresOf, lastOf, type OpKind, waitsUntil } from "../world/index.ts"
import type { History, ProcessTrack } from "./history.ts"

/** The figures of a run, for a table: measured by the kernel, or reported by the program. Null: not known. */
export interface Figures {
  /** From the start of the run to its end, or to its last known event, µs. */
  readonly wall: Micros
  /** False: the run goes on, or its end is missing; then all figures cover the time up to `wall`. */
  readonly isEnded: boolean
  readonly cores: number
  /** Measured: all processes that the kernel created for it. */
  readonly processes: number
  /** Of these, those whose calls are reported: the waits and tasks of the others are not known. */
  readonly telling: number
  /** Measured: sums of the µs that its processes were on a CPU, and in line for one. */
  readonly cpu: Micros | null
  readonly ready: Micros | null
  /** Measured: peak of the memory of all its processes, kB; shared memory is counted for each process. */
  readonly memory: number | null
  readonly waits: Waits | null
  /** Reported: finished tasks of pools. A chunk of a map is one task with several calls. */
  readonly tasks: { readonly finished: number; readonly calls: number; readonly failed: number } | null
  /** Reported: items that were got from queues. */
  readonly items: number | null
}

/** Reported: sums of the µs that all threads spent waiting, by what they waited for. */
export interface Waits {
  readonly total: Micros
  readonly by: Readonly<Record<OpKind, Micros>>
  /** True: the sums are lower bounds, since some puts and gets were too many to report each and were only counted. */
  readonly isLeast: boolean
}

/** @param host Limits processor time, processes and cores to one machine; default: all machines of the run. */
export function figuresOf(history: History, host?: number): Figures {
  const { world } = history
  const isHere = ({ entity }: ProcessTrack) => host === undefined || entity.host === host
  // A process that was merged into another is known under the other's id.
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

/**
 * The kernel's counters begin at the start of a process. For one that is older than the run, only the increase counts.
 */
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
 * Samples miss the time of a process after its last sample, and processes that lived between two samples. The kernel's
 * account of reaped processes includes both, but misses processes whose parent ignored SIGCHLD. So the greater figure
 * is used.
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
