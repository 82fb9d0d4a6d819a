import { findingsOf } from "@forkscope/shared/findings"
import { isAlive, type World } from "@forkscope/shared/world"

/** Where in the longest busiest time a recording opens: near its end, where a hang has become visible. */
const WHERE = 0.9

/** Whether nothing is to be seen at the end of a recording: the run goes on no more, nothing is alive, nothing was found. */
function isOver(world: World): boolean {
  if (!world.run?.ended || Object.values(world.processes).some(isAlive)) return false
  return findingsOf(world, world.at).every(({ severity }) => severity === "hint")
}

/**
 * The time at which recordings are worth looking at first, µs: when most of their processes were alive and most of their
 * tasks were running. Null: the end, where there is something to be seen.
 *
 * @param worlds The world at the end of each recording. What it has dropped, its oldest processes and tasks, does not
 *   count.
 */
export function busiestAt(...worlds: readonly World[]): number | null {
  if (!worlds.every(isOver)) return null
  const spans = worlds.flatMap(({ processes, tasks }) => [
    ...Object.values(processes).map(({ spawnedAt, exitedAt }) => [spawnedAt, exitedAt] as const),
    ...Object.values(tasks).map(({ startedAt, finishedAt }) => [startedAt, finishedAt] as const),
  ])
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
