import type { World } from "@forkscope/shared/world"
import { usePage } from "../../store/hooks.ts"
import { useNow } from "./useNow.ts"

/**
 * The run's time at a wall clock of `wall` ms, µs: it goes on while nothing happens. The run tells the wall clock of its
 * beginning, and it runs on this machine, so both are read off one clock.
 */
export function runNow(world: World, isConnected: boolean, wall: number): number {
  const { run } = world
  if (!run || !isConnected) return world.at
  return run.ended ? run.ended.at : Math.max(world.at, (wall - run.wallClock) * 1000)
}

/** The run's time now, µs, renewed every so many ms. */
export function useRunNow(world: World, every: number): number {
  const now = useNow(every)
  const isConnected = usePage((page) => page.connection === "connected")
  return runNow(world, isConnected, now)
}
