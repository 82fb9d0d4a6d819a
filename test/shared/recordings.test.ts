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

  test("folds to the same world however it is split into batches", () => {
    const whole = fold(EMPTY_WORLD, events)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: events.length }), { maxLength: 20, size: "max" }), (cuts) => {
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

  test("folds each batch without writing to the world before it", () => {
    const step = Math.ceil(events.length / 50)
    let world = frozen(fold(EMPTY_WORLD, []))
    for (let from = 0; from < events.length; from += step) world = frozen(fold(world, events.slice(from, from + step)))
    expect(world).toEqual(fold(EMPTY_WORLD, events))
  })
})

/** Freezes the value and all its parts, so that any write to it throws; returns the value. */
function frozen<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const part of Object.values(value)) frozen(part)
  return value
}
