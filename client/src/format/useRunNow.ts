import type { World } from "@forkscope/shared/world"
import { useIsPast, usePage } from "../store/hooks.ts"
import { runNow } from "../store/runNow.ts"
import { useNow } from "./useNow.ts"

/** The run's current time, µs, updated every `every` ms. */
export function useRunNow(world: World, every: number): number {
  const now = useNow(every)
  const isConnected = usePage((page) => page.connection === "connected")
  const isPast = useIsPast()
  return runNow(world, isConnected && !isPast, now)
}
