import type { Micros } from "../base/index.ts"
import { newestFirst, type ProcessEntity, type Sample } from "../world/index.ts"

/**
 * How long a process neither ran nor was ready to run between two times, µs: at least, as far as its samples tell. Where they
 * are far apart, it may have been busy at any time between them. A program that starts its processes at once makes no
 * pauses, however long that takes on a busy machine.
 */
export function pausesBetween({ samples }: ProcessEntity, from: Micros, to: Micros): Micros {
  const busy = ({ cpu, queued }: Sample) => cpu + queued
  let pauses = 0
  let after: Sample | undefined
  for (const sample of newestFirst(samples)) {
    if (after) {
      const shared = Math.min(to, after.at) - Math.max(from, sample.at)
      pauses += Math.max(0, shared - (busy(after) - busy(sample)))
    }
    if (sample.at <= from) break
    after = sample
  }
  return pauses
}

/** How long a process was in line for a CPU between two times, µs, as far as its samples tell. */
export function queuedBetween({ samples }: ProcessEntity, from: Micros, to: Micros): Micros {
  const newest = [...newestFirst(samples)]
  const [last] = newest
  const first = newest.at(-1)
  if (!first || !last || last.at <= from) return 0
  const queued = (sample: Sample) => sample.queued
  return sumAt(newest, queued, Math.min(to, last.at)) - sumAt(newest, queued, Math.max(from, first.at))
}

/** A sum that grows from sample to sample, at a time between the oldest and the newest of them. */
function sumAt(newest: readonly Sample[], sum: (sample: Sample) => Micros, time: Micros): Micros {
  const before = newest.find(({ at }) => at <= time)
  const after = newest.findLast(({ at }) => at >= time)
  if (!before || !after) return 0
  const share = after.at === before.at ? 0 : (time - before.at) / (after.at - before.at)
  return sum(before) + share * (sum(after) - sum(before))
}
