import { eventsDocument } from "@forkscope/shared/events/document"
import { expect, test } from "vitest"

test("EVENTS.md says what the schemas say (else: npx vitest run -u in test/)", async () => {
  await expect(eventsDocument()).toMatchFileSnapshot("../../shared/src/events/EVENTS.md")
})
