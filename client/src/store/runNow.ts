import type { World } from "@forkscope/shared/world"

/**
 * The run's time, µs, at a wall clock of `wall` ms; it goes on while no events come. The run reports the wall clock of
 * its beginning and is on the same machine as the page, so both times are from one clock.
 *
 * @param isNow Whether the world is current: not that of a lost connection, and not one of the past.
 */
export function runNow(world: World, isNow: boolean, wall: number): number {
  const { run } = world
  if (!run || !isNow) return world.at
  return run.ended ? run.ended.at : Math.max(world.at, (wall - run.wallClock) * 1000)
}
