import { History } from "@forkscope/shared/history"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { mainRun, numbered } from "../support/events.ts"

type Facts = Parameters<typeof numbered>

/** A wait of the main thread, in µs. */
interface Wait {
  readonly start: number
  /** Null: the wait goes on. */
  readonly end: number | null
}

/** The events of the waits in the order of their times. The operation number of a wait is its index in the list. */
function eventsOf(waits: readonly Wait[]) {
  const facts: Facts = waits.flatMap(
    ({ start, end }, op): Facts => [
      { type: "sleep.started", proc: 1, op: op + 1, seconds: 1, at: start },
      ...(end === null ? [] : [{ type: "sleep.finished", proc: 1, op: op + 1, at: end } as const]),
    ],
  )
  const isEnd = ({ type }: Facts[number]) => (type === "sleep.finished" ? 1 : 0)
  return numbered(...mainRun(), ...facts.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0) || isEnd(b) - isEnd(a)))
}

/** The starts of the waits in each lane. */
function lanesOf(events: ReturnType<typeof eventsOf>, batch = 256): number[][] {
  const history = new History()
  for (let from = 0; from < events.length; from += batch) history.follow(events.slice(from, from + batch))
  const thread = history.processes.get(1)?.threads.get(null)
  const lanes = (thread?.waits ?? []).map(({ slices }) => slices.map(({ start }) => start))
  for (const { seq, startedAt } of Object.values(history.world.ops)) {
    lanes[history.laneOf(1, null, seq)]?.push(startedAt)
  }
  return lanes
}

describe("the waits of a thread are placed", () => {
  test("in one lane where one comes after the other", () => {
    const waits = [10, 20, 30].map((start) => ({ start, end: start + 10 }))
    expect(lanesOf(eventsOf(waits))).toEqual([[10, 20, 30]])
  })

  test("side by side where they overlap, each in the first lane that is free when it begins", () => {
    const waits = [
      { start: 10, end: 100 },
      { start: 20, end: 30 },
      { start: 25, end: 50 },
      { start: 40, end: 60 },
      { start: 70, end: null },
      { start: 110, end: 120 },
    ]
    expect(lanesOf(eventsOf(waits))).toEqual([[10, 110], [20, 40, 70], [25]])
  })

  test("so that no two in a lane overlap, however their events are split into batches", () => {
    const wait = fc.record({
      start: fc.integer({ min: 0, max: 300 }),
      length: fc.option(fc.integer({ min: 1, max: 90 })),
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(wait, { maxLength: 40, selector: ({ start }) => start }),
        fc.integer({ min: 1, max: 20 }),
        (made, batch) => {
          const waits = made.map(({ start, length }) => ({ start, end: length === null ? null : start + length }))
          const ends = new Map(waits.map(({ start, end }) => [start, end ?? Number.POSITIVE_INFINITY]))
          const events = eventsOf(waits)
          const lanes = lanesOf(events)
          expect(lanes.flat().sort((a, b) => a - b)).toEqual([...ends.keys()].sort((a, b) => a - b))
          for (const lane of lanes) {
            for (const [place, start] of lane.entries()) {
              if (place > 0) expect(ends.get(lane[place - 1] ?? 0)).toBeLessThanOrEqual(start)
            }
          }
          expect(lanesOf(events, batch)).toEqual(lanes)
        },
      ),
    )
  })
})
