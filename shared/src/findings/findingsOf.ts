import type { Micros } from "../base/index.ts"
import type { World } from "../world/index.ts"
import { type Context, contextOf } from "./context.ts"
import { deadlock } from "./deadlock.ts"
import { deadManager } from "./deadManager.ts"
import { type Finding, SEVERITIES } from "./finding.ts"
import { getWithoutPut } from "./getWithoutPut.ts"
import { hotLock } from "./hotLock.ts"
import { joinBeforeDrain } from "./joinBeforeDrain.ts"
import { killedHolder } from "./killedHolder.ts"
import { limitReached } from "./limitReached.ts"
import { neverJoined } from "./neverJoined.ts"
import { orphan } from "./orphan.ts"
import { oversubscribed } from "./oversubscribed.ts"
import { processLeak } from "./processLeak.ts"
import { queueInPool } from "./queueInPool.ts"
import { stalledPool } from "./stalledPool.ts"
import { straggler } from "./straggler.ts"
import { swallowedError } from "./swallowedError.ts"
import { unheededSignal } from "./unheededSignal.ts"
import { zombie } from "./zombie.ts"

const CHECKS: readonly ((context: Context) => Finding[])[] = [
  deadlock,
  killedHolder,
  stalledPool,
  joinBeforeDrain,
  getWithoutPut,
  queueInPool,
  swallowedError,
  limitReached,
  deadManager,
  unheededSignal,
  zombie,
  orphan,
  neverJoined,
  processLeak,
  oversubscribed,
  straggler,
  hotLock,
]

/**
 * The findings about the program at `now` (µs of the run, not before the world's last event). Pure, and cheap enough to
 * be called a few times a second.
 *
 * @returns findings, most severe first; those of one severity oldest first.
 */
export function findingsOf(world: World, now: Micros): readonly Finding[] {
  if (world.run === null) return []
  const context = contextOf(world, Math.max(now, world.at))
  const rank = (finding: Finding) => SEVERITIES.indexOf(finding.severity)
  return CHECKS.flatMap((check) => check(context)).sort((a, b) => rank(a) - rank(b) || a.since - b.since)
}
