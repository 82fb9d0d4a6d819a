import type { ForkscopeEvent } from "@forkscope/shared/events"
import { eventLine } from "@forkscope/shared/recording"
import fc from "fast-check"
import { expect, test } from "vitest"
import { Lines } from "../../../server/src/recording/lines.ts"

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.string({ maxLength: 300 }),
  fc.constantFrom('"', "\\", "\n", "\u007f", "\ud800", "进程", "x".repeat(200), "x".repeat(70_000)),
)
const number = fc.oneof(
  fc.nat(),
  fc.maxSafeInteger(),
  fc.double(),
  fc.constantFrom(0, -0, 9, 10, 2 ** 31 - 1, 2 ** 31, -1, 0.5, 1e21, Number.NaN, Number.POSITIVE_INFINITY),
)
const value = fc.oneof(
  number,
  text,
  fc.boolean(),
  fc.constantFrom(null, undefined, {}, [], [undefined], { a: undefined }),
)
const anyEvent = fc.record({
  seq: number,
  value,
  site: fc.record({ file: text, line: number, more: value }),
  stack: fc.option(fc.array(fc.record({ file: text }), { maxLength: 3 }), { nil: undefined }),
})
const anyEvents = fc.array(anyEvent as fc.Arbitrary<object>, { maxLength: 200, size: "max" }) as fc.Arbitrary<
  ForkscopeEvent[]
>
const expected = (events: readonly ForkscopeEvent[]) => events.map(eventLine).join("")

test("any events become the lines that JSON.stringify makes of each", () => {
  fc.assert(
    fc.property(anyEvents, anyEvents, (some, more) => {
      const lines = new Lines()
      lines.addEvents(some)
      lines.addEvents(more)
      const whole = Buffer.from(expected([...some, ...more]))
      expect(lines.length).toBe(whole.length)
      expect(lines.take().equals(whole)).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test("no line is lost when the memory is full, however many lines there are", () => {
  for (const length of [1, 64, 150]) {
    const events = Array.from({ length: 20_000 }, (_, index) => ({ seq: index, value: "v".repeat(length) }))
    const lines = new Lines()
    lines.addEvents(events as unknown as ForkscopeEvent[])
    expect(lines.take().toString()).toBe(expected(events as unknown as ForkscopeEvent[]))
  }
})

test("returned memory is used again", () => {
  const lines = new Lines()
  const first = lines.take()
  lines.release(first)
  lines.take()
  lines.add("again\n")
  expect(lines.take().buffer).toBe(first.buffer)
})

test("taken lines do not change, whatever is written after", () => {
  const lines = new Lines()
  lines.add("one\n")
  const taken = lines.take()
  lines.add("more\n")
  expect([taken.toString(), lines.take().toString(), lines.take().toString()]).toEqual(["one\n", "more\n", ""])
})
