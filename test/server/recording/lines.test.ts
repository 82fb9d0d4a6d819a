import type { ForkscopeEvent } from "@forkscope/shared/events"
import { eventLine } from "@forkscope/shared/recording"
import fc from "fast-check"
import { expect, test } from "vitest"
import { Lines } from "../../../server/src/recording/lines.ts"

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.constantFrom('},{"seq":', '"},{"seq":1', "\n", "\\", "\ud800", "进程", "x".repeat(70_000)),
)
const anyEvents = fc.array(
  fc.record({ seq: fc.nat(), at: fc.nat(), text, stack: fc.array(fc.record({ file: text })) }),
  {
    maxLength: 350,
  },
)
const written = (events: readonly object[], ...more: (readonly object[])[]) => {
  const lines = new Lines()
  for (const some of [events, ...more]) lines.addEvents(some as ForkscopeEvent[])
  return lines
}
const expected = (events: readonly object[]) => events.map((event) => eventLine(event as ForkscopeEvent)).join("")

test("any events become the lines that they are one by one", () => {
  fc.assert(
    fc.property(anyEvents, anyEvents, (some, more) => {
      const lines = written(some, more)
      const whole = expected([...some, ...more])
      expect(lines.length).toBe(Buffer.byteLength(whole))
      expect(lines.take().toString()).toBe(Buffer.from(whole).toString())
    }),
    { numRuns: 50 },
  )
})

test("events whose first field is another one too", () => {
  const events = [{ seq: 1 }, { type: "x", seq: 2 }, { seq: 3, parts: [{ seq: 1 }, { seq: 2 }] }]
  for (const some of [events, events.slice(0, 2), events.slice(2)]) {
    expect(written(some).take().toString()).toBe(expected(some))
  }
})

test("what was taken stays as it is, whatever comes after", () => {
  const lines = written([{ seq: 1 }])
  const taken = lines.take()
  lines.add("more\n")
  expect([taken.toString(), lines.take().toString(), lines.take().toString()]).toEqual(['{"seq":1}\n', "more\n", ""])
})
