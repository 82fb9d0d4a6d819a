import type { World } from "@forkscope/shared/world"

/**
 * The run's time at a wall clock of `wall` ms, µs: it goes on while nothing happens. The run tells the wall clock of its
 * beginning, and it runs on this machine, so both are read off one clock.
 *
 * @param isNow Whether the world is the present one: not that of a lost connection, nor one of the past.
 */
export function runNow(world: World, isNow: boolean, wall: number): number {
  const { run } = world
  if (!run || !isNow) return world.at
  return run.ended ? run.ended.at : Math.max(world.at, (wall - run.wallClock) * 1000)
}
