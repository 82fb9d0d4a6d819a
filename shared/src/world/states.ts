import type { Micros } from "../base/index.ts"
import { coresOf } from "./hosts.ts"
import { newestFirst } from "./ring.ts"
import { recentShares, sharesOver } from "./selectors.ts"
import type { ProcessEntity, Sample, World } from "./world.ts"

/** The states of a process (diagram in README.md here); exactly one applies at a time. */
export const PROCESS_STATES = ["created", "running", "ready", "waiting", "stopped", "zombie", "gone"] as const
export type ProcessState = (typeof PROCESS_STATES)[number]

/** A process that was on or in line for a CPU for at most this share of the last 100 ms is waiting. */
const SOME = 0.05
/** With more than this share it is not waiting, whatever the last sampled state of its main thread. */
const MOST = 0.5
/**
 * The assignment of cores is recomputed at this interval, µs: at the sampler's rate it could not be followed by eye.
 */
const TURN = 500_000

const known = new WeakMap<World, ReadonlyMap<number, ProcessState>>()

/**
 * The state of every process at the world's time.
 *
 * Running and ready are distinguished by the kernel's accounts. A process wants a CPU if it was on or in line for one
 * for most of the last 100 ms, or for some of it and was runnable in the last sample. Of these, as many as there are
 * cores are running and the others are ready. Which ones is decided twice a second, by the CPU time of the half second
 * before, so that the changes can be followed by eye. The shares are measured; the state at an instant is inferred from
 * them.
 */
export function processStates(world: World): ReadonlyMap<number, ProcessState> {
  const before = known.get(world)
  if (before) return before
  const states = new Map<number, ProcessState>()
  const awake: ProcessEntity[] = []
  for (const process of Object.values(world.processes)) {
    const life = lifeState(process)
    const shares = life ? null : recentShares(process, world.at)
    if (life) states.set(process.id, life)
    else if (shares && isAwake(process, shares.running + shares.ready)) awake.push(process)
    else states.set(process.id, "waiting")
  }
  for (const host of new Set(awake.map((process) => process.host))) seat(host)
  known.set(world, states)
  return states

  /** Makes as many awake processes of a machine running as it has cores, and the others ready. */
  function seat(host: number): void {
    const turn = Math.floor(world.at / TURN) * TURN
    const ranked = awake
      .filter((process) => process.host === host)
      .map((process) => ({ id: process.id, running: runningBefore(process, turn) }))
      .sort((a, b) => b.running - a.running || a.id - b.id)
    const seats = coresOf(world, host) || 1
    for (const [place, { id }] of ranked.entries()) states.set(id, place < seats ? "running" : "ready")
  }
}

export function stateOf(world: World, id: number): ProcessState {
  return processStates(world).get(id) ?? "gone"
}

/** The state as far as the life cycle determines it; null if it depends on the shares. */
function lifeState(process: ProcessEntity): ProcessState | null {
  if (process.reapedAt !== null) return "gone"
  if (process.exitedAt !== null) return "zombie"
  if (process.spawnedAt === null) return "created"
  if (process.isStopped) return "stopped"
  return null
}

function isAwake({ letter }: ProcessEntity, share: number): boolean {
  return share > (letter === "R" ? SOME : MOST)
}

/** The share before the turn. A new process has none, so it is ranked last until the next turn. */
function runningBefore(process: ProcessEntity, turn: Micros): number {
  return sharesOver(upTo(newestFirst(process.samples), turn), TURN, turn)?.running ?? 0
}

function* upTo(samples: Iterable<Sample>, at: Micros): Generator<Sample> {
  for (const sample of samples) if (sample.at <= at) yield sample
}
