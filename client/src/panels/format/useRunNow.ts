import type { World } from "@forkscope/shared/world"
import { usePage } from "../../store/hooks.ts"
import { useNow } from "./useNow.ts"

/**
 * The run's time now, µs, renewed every so many ms: it goes on while nothing happens. The run tells the wall clock of
 * its beginning, and it runs on this machine, so both are read off one clock.
 */
export function useRunNow(world: World, every: number): number {
  const now = useNow(every)
  const isConnected = usePage((page) => page.connection === "connected")
  const { run } = world
  if (!run || !isConnected) return world.at
  return run.ended ? run.ended.at : Math.max(world.at, (now - run.wallClock) * 1000)
}
