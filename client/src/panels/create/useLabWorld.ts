import { EMPTY_WORLD, type World } from "@forkscope/shared/world"
import { useCalmWorld } from "../../store/hooks.ts"

/** The world whose variables a new line can use: that of the watched lab, else an empty one for a new lab. */
export function useLabWorld(): World {
  const world = useCalmWorld()
  return world.run?.kind === "lab" && !world.run.ended ? world : EMPTY_WORLD
}

/** Lab variables that hold a queue or a lock. */
export function variablesOf(world: World, kind: "queue" | "lock"): string[] {
  return Object.entries(world.names).flatMap(([name, bound]) => (bound.kind === kind ? [name] : []))
}
