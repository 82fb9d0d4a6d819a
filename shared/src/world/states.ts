import type { Micros } from "../base/index.ts"
import { coresOf } from "./hosts.ts"
import { newestFirst } from "./ring.ts"
import { recentShares, sharesOver } from "./selectors.ts"
import type { ProcessEntity, Sample, World } from "./world.ts"

/** The states of the scheduler's diagram (see README.md here); exactly one holds at a time. */
export const PROCESS_STATES = ["created", "running", "ready", "waiting", "stopped", "zombie", "gone"] as const
export type ProcessState = (typeof PROCESS_STATES)[number]

/** A process that was on or in line for a CPU for less than this share of the last 100 ms waits. */
const SOME = 0.05
/** With more than this it does not, whatever its main thread did when it was last looked at. */
const MOST = 0.5
/** µs for which the order of those who share the cores holds still: eyes cannot follow it at the sampler's rate. */
const TURN = 500_000

const known = new WeakMap<World, ReadonlyMap<number, ProcessState>>()

/**
 * The state of every process at the world's time.
 *
 * Running and ready are told apart by the kernel's accounts: of the processes that were on or in line for a CPU for most
 * of the last 100 ms, or for some of it and runnable when last looked at, as many as there are cores sit on one, and the rest stand in line. Who sits is decided twice a second,
 * by the CPU time of the half second before, so that seats change hands at a pace that can be watched. The shares are
 * measured, the seat at an instant is inferred from them.
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

  /** Of the processes of one machine that want to run, its cores' number do. */
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

/** Where the process stands as far as its life cycle tells; null when only its shares can. */
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

/** Nothing before the turn: whoever is new stands behind the others until the next. */
function runningBefore(process: ProcessEntity, turn: Micros): number {
  return sharesOver(upTo(newestFirst(process.samples), turn), TURN, turn)?.running ?? 0
}

function* upTo(samples: Iterable<Sample>, at: Micros): Generator<Sample> {
  for (const sample of samples) if (sample.at <= at) yield sample
}
