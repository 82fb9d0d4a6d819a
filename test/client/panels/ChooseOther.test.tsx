// @vitest-environment jsdom
import type { RecordingSummary, RecordingsAnswer } from "@forkscope/shared/socket"
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react"
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { Surroundings } from "../../../client/src/App.tsx"
import { startI18n } from "../../../client/src/i18n/i18n.ts"
import ChooseOther from "../../../client/src/panels/compare/ChooseOther.tsx"
import { openSession } from "../openSession.ts"

beforeAll(() => {
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }))
  Element.prototype.scrollIntoView = () => {}
  return startI18n("en")
})
beforeEach(() => history.replaceState(null, "", "/"))
afterEach(cleanup)

const summary = (name: string): RecordingSummary =>
  ({ id: name, name, run: null, startedAt: 1_700_000_000_000, duration: 1_000_000 }) as RecordingSummary

test("the first recording that fits is marked and chosen by Enter, also if the list comes after the letters", async () => {
  let arrive = (_: RecordingsAnswer) => {}
  const recordings = new Promise<RecordingsAnswer>((resolve) => {
    arrive = resolve
  })
  const { session } = openSession({ recordings })
  const compare = vi.spyOn(session, "compare").mockResolvedValue()
  render(
    <Surroundings session={session}>
      <ChooseOther />
    </Surroundings>,
  )
  const input = screen.getByRole("textbox", { name: /^Compare/ })
  fireEvent.change(input, { target: { value: "pool" } })
  await act(async () => arrive({ recordings: [summary("queue"), summary("pool")] } as RecordingsAnswer))
  const first = await screen.findByRole("option", { name: /^pool/ })
  expect([...document.querySelectorAll("[data-combobox-selected]")]).toEqual([first])
  fireEvent.keyDown(input, { key: "Enter", code: "Enter" })
  expect(compare).toHaveBeenCalledWith({ id: "pool", file: null }, null)
})
