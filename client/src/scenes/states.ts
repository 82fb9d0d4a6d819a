import {
  newestFirst,
  type ProcessEntity,
  type ProcessState,
  processStates,
  type Sample,
  sharesOver,
  type World,
} from "@forkscope/shared/world"

/** µs for which the order of those who share the cores holds still: eyes cannot follow it at the sampler's rate. */
const TURN = 500_000

const known = new WeakMap<World, ReadonlyMap<number, ProcessState>>()

/**
 * `processStates` as it is drawn: who is awake is as new as the last sample, but which of them sit is decided twice a
 * second, by the CPU time of the half second before. So seats change hands at a pace that can be watched, and the same
 * world still gives the same seats.
 */
export function statesOf(world: World): ReadonlyMap<number, ProcessState> {
  const before = known.get(world)
  if (before) return before
  const states = drawnStates(world)
  known.set(world, states)
  return states
}

function drawnStates(world: World): ReadonlyMap<number, ProcessState> {
  const states = processStates(world)
  const awake = [...states].filter(([, state]) => state === "running" || state === "ready").map(([id]) => id)
  const cores = world.run?.cores ?? 1
  if (awake.length <= cores) return states
  const turn = Math.floor(world.at / TURN) * TURN
  const ranked = awake
    .map((id) => ({ id, running: runningBefore(world.processes[id], turn) }))
    .sort((a, b) => b.running - a.running || a.id - b.id)
  for (const [place, { id }] of ranked.entries()) states.set(id, place < cores ? "running" : "ready")
  return states
}

/** Nothing before the turn: whoever is new stands behind the others until the next. */
function runningBefore(process: ProcessEntity | undefined, turn: number): number {
  return process ? (sharesOver(upTo(newestFirst(process.samples), turn), TURN, turn)?.running ?? 0) : 0
}

function* upTo(samples: Iterable<Sample>, at: number): Generator<Sample> {
  for (const sample of samples) if (sample.at <= at) yield sample
}
