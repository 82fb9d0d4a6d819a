import { findingsOf } from "@forkscope/shared/findings"
import { isAlive, type World } from "@forkscope/shared/world"

/** Where in the longest busiest time a recording opens: near its end, where a hang has become visible. */
const WHERE = 0.9

/**
 * The time at which a recording is worth looking at first, µs: when most of its processes were alive and most of its
 * tasks were running. Null: its end, since the run goes on, something is still alive there, or its findings are there.
 *
 * @param world The world at the recording's end. What it has dropped, its oldest processes and tasks, does not count.
 */
export function busiestAt(world: World): number | null {
  const processes = Object.values(world.processes)
  if (!world.run?.ended || processes.some(isAlive)) return null
  if (findingsOf(world, world.at).some(({ severity }) => severity !== "hint")) return null
  const spans = [
    ...processes.map(({ spawnedAt, exitedAt }) => [spawnedAt, exitedAt] as const),
    ...Object.values(world.tasks).map(({ startedAt, finishedAt }) => [startedAt, finishedAt] as const),
  ]
  const changes = spans.flatMap(([start, end]) =>
    start === null || end === null
      ? []
      : [
          { at: start, by: 1 },
          { at: end, by: -1 },
        ],
  )
  changes.sort((a, b) => a.at - b.at)
  let active = 0
  let best = { active: 0, start: 0, length: 0 }
  for (const [place, { at, by }] of changes.entries()) {
    active += by
    const length = (changes[place + 1]?.at ?? at) - at
    if (active > best.active || (active === best.active && length > best.length)) best = { active, start: at, length }
  }
  return best.active === 0 ? null : best.start + Math.floor(best.length * WHERE)
}
