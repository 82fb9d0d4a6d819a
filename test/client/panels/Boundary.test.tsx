// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react"
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { Surroundings } from "../../../client/src/App.tsx"
import { startI18n } from "../../../client/src/i18n/i18n.ts"
import { Boundary } from "../../../client/src/panels/shell/Boundary.tsx"
import { useFacts } from "../../../client/src/store/hooks.ts"
import { record, recordedRuns } from "../../support/recorded.ts"
import { openSession } from "../openSession.ts"

beforeAll(() => {
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }))
  return startI18n("en")
})
beforeEach(() => {
  history.replaceState(null, "", "/")
  // React logs errors that a boundary caught.
  vi.spyOn(console, "error").mockImplementation(() => {})
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

/** Draws the run with this name, and throws for any other. */
function Picky({ draws }: { draws: string | undefined }) {
  const name = useFacts(({ world }) => world.run?.name)
  if (name !== draws) throw new Error(`no idea of ${name}`)
  return <p>all is well</p>
}

test("an error while a recording is drawn is shown, with a way back", async () => {
  const [{ events } = { events: [] }] = recordedRuns()
  const { session } = openSession({ recording: await record(events) })
  render(
    <Surroundings session={session}>
      <Boundary>
        <Picky draws={undefined} />
      </Boundary>
    </Surroundings>,
  )
  await screen.findByText("all is well")
  await session.playback.open("rec-0")
  expect((await screen.findByRole("alert")).textContent).toMatch(/can't be drawn.*in this recording.*no idea of/)
  fireEvent.click(screen.getByRole("button", { name: "Back to the runs" }))
  await screen.findByText("all is well")
})

test("an error while a run is drawn is shown", async () => {
  const { session } = openSession()
  render(
    <Surroundings session={session}>
      <Boundary>
        <Picky draws="another" />
      </Boundary>
    </Surroundings>,
  )
  expect((await screen.findByRole("alert")).textContent).toContain("The run itself goes on.")
  screen.getByRole("button", { name: "Load the page again" })
})
