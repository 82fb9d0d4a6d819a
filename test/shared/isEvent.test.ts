import { eventGroups, type ForkscopeEvent, forkscopeEvent } from "@forkscope/shared/events"
import fc from "fast-check"
import { expect, test } from "vitest"
import { isEvent } from "../../shared/src/events/isEvent.ts"
import { recordedRuns } from "../support/recorded.ts"

/** The first event of each type in the recorded runs, and events whose types are checked in unusual ways. */
const samples = new Map<string, object>([
  ["process.signaled", { seq: 1, at: 0, src: "run", type: "process.signaled", proc: 1, signal: "SIGTERM" }],
  ["pipe.end.closed", { seq: 1, at: 0, src: "probe", type: "pipe.end.closed", proc: 1, pipe: 1, end: 1 }],
  [
    "queue.checked",
    { seq: 1, at: 0, src: "probe", type: "queue.checked", queue: 1, proc: 1, question: "full", answer: true },
  ],
])
for (const { events } of recordedRuns()) {
  for (const event of events) if (!samples.has(event.type)) samples.set(event.type, event)
}

const oddValue = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 2 ** 53, "", "R", "ok", "x".repeat(300), [], {}, [1], [""]),
  fc.constantFrom<unknown>({ file: "a", line: 1 }, { file: "a", line: 0 }, { proc: 1 }, { proc: 1, pool: 1 }, [
    { id: 1 },
  ]),
)
/** An event with a field missing, changed or added. */
const anyChange = fc.constantFrom(...samples.values()).chain((event) =>
  fc.record({
    event: fc.constant(event),
    field: fc.constantFrom(...Object.keys(event), "tid", "by", "site", "timeout", "value", "unknown", "__proto__"),
    value: fc.option(oddValue, { nil: undefined }),
  }),
)

test("every event of the recorded runs is valid, and equal to what zod parses", () => {
  for (const event of samples.values()) {
    expect(isEvent(event)).toBe(true)
    expect(forkscopeEvent.parse(event)).toEqual(event as ForkscopeEvent)
  }
})

test.each(
  Object.values(eventGroups)
    .flat()
    .map(({ shape }) => shape.type.value),
)("%s can be checked", (type) => {
  expect(isEvent({ type })).toBe(false)
})

test("for any change of an event, isEvent agrees with zod", () => {
  fc.assert(
    fc.property(anyChange, ({ event, field, value }) => {
      const changed = JSON.parse(JSON.stringify({ ...event, [field]: value }))
      expect(isEvent(changed)).toBe(forkscopeEvent.safeParse(changed).success)
    }),
    { numRuns: 3000 },
  )
})

test.each([null, undefined, 1, "run.started", [], {}, { type: 1 }, { type: "queue.burnt" }])(
  "%j is not an event",
  (value) => {
    expect(isEvent(value)).toBe(false)
  },
)
