import { findingsOf } from "@forkscope/shared/findings"
import { isAlive, type World } from "@forkscope/shared/world"

/** Where in the longest busiest time a recording opens: near its end, where a hang has become visible. */
const WHERE = 0.9

/**
 * The time at which a recording is worth looking at first, µs: when most of its processes were alive. Null: its end,
 * since the run goes on, something is still alive there, or its findings are there.
 *
 * @param world The world at the recording's end. Where it has dropped its oldest processes, these do not count.
 */
export function busiestAt(world: World): number | null {
  const processes = Object.values(world.processes)
  if (!world.run?.ended || processes.some(isAlive)) return null
  if (findingsOf(world, world.at).some(({ severity }) => severity !== "hint")) return null
  const changes = processes.flatMap(({ spawnedAt, exitedAt }) =>
    spawnedAt === null || exitedAt === null
      ? []
      : [
          { at: spawnedAt, by: 1 },
          { at: exitedAt, by: -1 },
        ],
  )
  changes.sort((a, b) => a.at - b.at)
  let alive = 0
  let best = { alive: 0, start: 0, length: 0 }
  for (const [place, { at, by }] of changes.entries()) {
    alive += by
    const length = (changes[place + 1]?.at ?? at) - at
    if (alive > best.alive || (alive === best.alive && length > best.length)) best = { alive, start: at, length }
  }
  return best.alive === 0 ? null : best.start + Math.floor(best.length * WHERE)
}
