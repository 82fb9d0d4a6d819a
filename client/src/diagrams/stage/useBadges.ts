import { findingsOf } from "@forkscope/shared/findings"
import type { World } from "@forkscope/shared/world"
import { useEffect, useRef, useState } from "react"
import type { Clock } from "../../motion/clock.ts"
import { type Badges, badgesOf, NO_BADGES } from "../../scenes/stage/badges.ts"
import { NO_FINDINGS, stableFindings } from "../../store/stableFindings.ts"

/** ms between two looks: a hang has to be seen within two seconds, and eyes need no more. */
const EVERY = 250

/** What the findings badge in the picture, four times a second. */
export function useBadges(world: World, clock: Clock): Badges {
  const [badges, setMarks] = useState<Badges>(NO_BADGES)
  const latest = useRef(world)
  latest.current = world
  useEffect(() => {
    let before = NO_FINDINGS
    const look = () => {
      const { current } = latest
      const next = stableFindings(before, findingsOf(current, clock.now()), current.run?.wallClock, performance.now())
      if (next.findings !== before.findings) setMarks(badgesOf(next.findings))
      before = next
    }
    look()
    const timer = setInterval(look, EVERY)
    return () => clearInterval(timer)
  }, [clock])
  return badges
}
