import type { ForkscopeEvent } from "@forkscope/shared/events"
import { EMPTY_WORLD, fold } from "@forkscope/shared/world"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { FindingsWatch } from "../../../client/src/store/findings.ts"
import { recordedRuns } from "../../support/recorded.ts"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** The kinds of finding that a page shows during a run whose events it gets `late` µs after they happened. */
function kindsShown(events: readonly ForkscopeEvent[], late: number): Set<string> {
  let world = EMPTY_WORLD
  let now = 0
  const watch = new FindingsWatch(
    () => ({ world, now }),
    () => () => {},
  )
  const kinds = new Set<string>()
  const stop = watch.subscribe(() => {
    for (const { kind } of watch.current()) kinds.add(kind)
  })
  const end = events.at(-1)?.at ?? 0
  for (now = 0; now <= end + late; now += 50_000) {
    const arrived = events.filter(({ at, seq }) => seq > world.seq && at <= now - late)
    if (arrived.length > 0) world = fold(world, arrived)
    vi.advanceTimersByTime(50)
  }
  stop()
  return kinds
}

test("busy processes are found whether their events arrive at once or late", () => {
  const burners = recordedRuns().find(({ name }) => name === "burners.ndjson")?.events ?? []
  expect(kindsShown(burners, 0)).toEqual(new Set(["oversubscribed"]))
  expect(kindsShown(burners, 1_500_000)).toEqual(new Set(["oversubscribed"]))
})
