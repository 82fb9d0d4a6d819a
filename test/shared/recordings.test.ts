import { readdirSync, readFileSync } from "node:fs"
import { type ForkscopeEvent, forkscopeEvent } from "@forkscope/shared/events"
import { checkInvariants, EMPTY_WORLD, fold, isAlive, reduce } from "@forkscope/shared/world"
import fc from "fast-check"
import { describe, expect, test } from "vitest"

const folder = new URL("../recordings/", import.meta.url)
const recordings = readdirSync(folder).filter((file) => file.endsWith(".ndjson"))

function eventsOf(file: string): ForkscopeEvent[] {
  const lines = readFileSync(new URL(file, folder), "utf8").trimEnd().split("\n")
  return lines.map((line) => forkscopeEvent.parse(JSON.parse(line)))
}

describe.each(recordings)("the recorded run %s", (file) => {
  const events = eventsOf(file)

  test("is a consistent world after each of its events", () => {
    let world = EMPTY_WORLD
    for (const [index, event] of events.entries()) {
      world = reduce(world, event)
      checkInvariants(world, events.slice(0, index + 1))
    }
    expect(world.run?.ended).not.toBeNull()
    expect(Object.values(world.processes).filter(isAlive)).toEqual([])
    expect(world.ops).toEqual({})
  })

  test("folds to the same world however it is cut into batches", () => {
    const whole = fold(EMPTY_WORLD, events)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: events.length }), { maxLength: 20 }), (cuts) => {
        const borders = [0, ...cuts.toSorted((a, b) => a - b), events.length]
        const world = borders.reduce(
          (world, border, index) => fold(world, events.slice(borders[index - 1] ?? 0, border)),
          EMPTY_WORLD,
        )
        expect(world).toEqual(whole)
      }),
      { numRuns: 10 },
    )
  })
})
