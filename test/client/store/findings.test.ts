import type { ForkscopeEvent } from "@forkscope/shared/events"
import { EMPTY_WORLD, fold } from "@forkscope/shared/world"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { FindingsWatch } from "../../../client/src/store/findings.ts"
import { exited, type Facts, getting, program, queue, SECOND } from "../../shared/findings/support.ts"
import { numbered } from "../../support/events.ts"
import { recordedRuns } from "../../support/recorded.ts"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/**
 * The kinds of finding that a page shows during a run whose events it gets `late` µs after they happened, and those that it
 * shows at the end.
 */
function kindsShown(events: readonly ForkscopeEvent[], late = 0): { ever: Set<string>; atEnd: string[] } {
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
  return { ever: kinds, atEnd: watch.current().map(({ kind }) => kind) }
}

test("busy processes are found whether their events arrive at once or late", () => {
  const burners = recordedRuns().find(({ name }) => name === "burners.ndjson")?.events ?? []
  expect(kindsShown(burners).ever).toEqual(new Set(["oversubscribed"]))
  expect(kindsShown(burners, 1_500_000).ever).toEqual(new Set(["oversubscribed"]))
})

describe("the reason of a hang", () => {
  const hung: Facts = [...program(), queue(1), getting(1, 1, 1, 5, 100_000)]
  const interrupted: Facts = [
    { type: "queue.get.finished", queue: 1, op: 1, proc: 1, outcome: "error", depth: 0, at: 3 * SECOND + 100 },
  ]
  const told = (...facts: Facts) => numbered(...facts.map((fact) => ({ at: 0, ...fact })))
  const over = (at: number): Facts => [
    exited(1, at, -9),
    { type: "run.ended", outcome: "stopped", exitCode: -9, at: at + 100 },
  ]

  test("can still be read after the run was stopped, however long that took and whatever the signal changed first", () => {
    const stop: Facts = [{ type: "run.stopping", at: 3 * SECOND }]
    const { atEnd } = kindsShown(told(...hung, ...stop, ...interrupted, ...over(10 * SECOND)))
    expect(atEnd).toEqual(["get-without-put"])
  })

  test("is not shown where it was over before the run was stopped", () => {
    const stop: Facts = [{ type: "run.stopping", at: 6 * SECOND }]
    expect(kindsShown(told(...hung, ...interrupted, ...stop, ...over(7 * SECOND))).atEnd).toEqual([])
  })
})
