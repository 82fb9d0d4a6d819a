import type { World } from "@forkscope/shared/world"

interface Reading {
  readonly at: number
  readonly counts: Readonly<Record<string, number>>
}

/** Counter readings of the last second of the run, oldest first. */
export type Meter = readonly Reading[]

const WINDOW = 1_000_000
/** µs; readings closer together than this add nothing. */
const STEP = 50_000
/** Items per second above which single ones cannot be followed by eye. */
const SWARM = 30

function countsOf(world: World): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const queue of Object.values(world.queues)) {
    counts[`q${queue.id}put`] = queue.puts
    counts[`q${queue.id}get`] = queue.gets
  }
  for (const pool of Object.values(world.pools)) {
    counts[`P${pool.id}submit`] = pool.submitted
    counts[`P${pool.id}finish`] = pool.finished
  }
  return counts
}

/** The meter with one more reading. A world that is earlier, or much later, starts a new meter. */
export function metered(meter: Meter, world: World): Meter {
  const last = meter.at(-1)
  if (last && (world.at < last.at || world.at - last.at > 4 * WINDOW))
    return [{ at: world.at, counts: countsOf(world) }]
  if (last && world.at - last.at < STEP) return meter
  const reading = { at: world.at, counts: countsOf(world) }
  return [...meter.filter(({ at }) => world.at - at <= WINDOW), reading]
}

/** Rate of one counter per second, or null while single items can be followed. */
export function rateOf(meter: Meter, counter: string): number | null {
  const first = meter[0]
  const last = meter.at(-1)
  if (!first || !last || last.at - first.at < 3 * STEP) return null
  const moved = (last.counts[counter] ?? 0) - (first.counts[counter] ?? 0)
  const rate = (moved * 1e6) / Math.max(last.at - first.at, WINDOW / 2)
  return rate > SWARM ? rate : null
}
