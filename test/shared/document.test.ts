import { eventGroups } from "@forkscope/shared/events"
import { eventsDocument, rowsOf } from "@forkscope/shared/events/document"
import { expect, test } from "vitest"
import { EVENTS_MINOR, EVENTS_VERSION } from "../../shared/src/events/version.ts"

test("EVENTS.md agrees with the schemas (if not: npx vitest run shared/document --update)", async () => {
  await expect(eventsDocument()).toMatchFileSnapshot("../../shared/src/events/EVENTS.md")
})

const events = Object.values(eventGroups).flatMap((group) => rowsOf(group))

test.each(events)("$type says what each of its fields means, and since which version it is there", (event) => {
  expect(event.sentence).toMatch(/\.$/)
  for (const { name, meaning, since } of event.fields) {
    expect([name, meaning]).toEqual([name, expect.stringMatching(/\S/)])
    const [version, minor] = since.split(".").map(Number)
    expect(version).toBe(EVENTS_VERSION)
    expect(minor).toBeLessThanOrEqual(EVENTS_MINOR)
  }
})
