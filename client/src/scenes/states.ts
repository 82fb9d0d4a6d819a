import { type ProcessState, processStates, type World } from "@forkscope/shared/world"

const known = new WeakMap<World, Map<number, ProcessState>>()

/** `processStates`, worked out once for each world although several scenes ask. */
export function statesOf(world: World): ReadonlyMap<number, ProcessState> {
  const before = known.get(world)
  if (before) return before
  const states = processStates(world)
  known.set(world, states)
  return states
}
