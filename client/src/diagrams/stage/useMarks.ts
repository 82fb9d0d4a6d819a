import { findingsOf } from "@forkscope/shared/findings"
import type { World } from "@forkscope/shared/world"
import { useEffect, useRef, useState } from "react"
import type { Clock } from "../../motion/clock.ts"
import { type Marks, marksOf, NO_MARKS } from "../../scenes/stage/marks.ts"
import { NONE_STANDING, standing } from "../../scenes/standing.ts"

/** ms between two looks: a hang has to be seen within two seconds, and eyes need no more. */
const EVERY = 250

/** What the findings mark in the picture, four times a second. */
export function useMarks(world: World, clock: Clock): Marks {
  const [marks, setMarks] = useState<Marks>(NO_MARKS)
  const latest = useRef(world)
  latest.current = world
  useEffect(() => {
    let before = NONE_STANDING
    const look = () => {
      const { current } = latest
      const next = standing(before, findingsOf(current, clock.now()), current.run?.wallClock, performance.now())
      if (next.findings !== before.findings) setMarks(marksOf(next.findings))
      before = next
    }
    look()
    const timer = setInterval(look, EVERY)
    return () => clearInterval(timer)
  }, [clock])
  return marks
}
