// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react"
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { Surroundings } from "../../../client/src/App.tsx"
import { startI18n } from "../../../client/src/i18n/i18n.ts"
import { Runs } from "../../../client/src/panels/runs/Runs.tsx"
import { openSession } from "../openSession.ts"

beforeAll(() => {
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }))
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  )
  return startI18n("en")
})
beforeEach(() => history.replaceState(null, "", "/"))
afterEach(cleanup)

function show(...args: Parameters<typeof openSession>) {
  const opened = openSession(...args)
  render(
    <Surroundings session={opened.session}>
      <Runs />
    </Surroundings>,
  )
  fireEvent.click(screen.getByRole("button", { name: "New lab" }))
  return opened
}

test("a new lab is one of Node", async () => {
  const { sent } = show()
  fireEvent.click(await screen.findByRole("menuitem", { name: "Node lab" }))
  expect(sent).toEqual([{ name: "lab.create", input: {} }])
})

test("a new lab can be one of Python", async () => {
  const { sent } = show()
  fireEvent.click(await screen.findByRole("menuitem", { name: /Python lab/ }))
  expect(sent).toEqual([{ name: "lab.create", input: { language: "python" } }])
})

test("without a Python the choice is shown, and says how to get one", async () => {
  const { sent } = show({ welcome: { python: null, pythonHint: "Install it with: apt install python3" } })
  const choice = await screen.findByRole("menuitem", { name: "Python lab" })
  expect((choice as HTMLButtonElement).disabled).toBe(true)
  expect(document.getElementById(choice.getAttribute("aria-describedby") ?? "")?.textContent).toBe(
    "No Python was found on this machine. Install it with: apt install python3",
  )
  fireEvent.click(choice)
  expect(sent).toEqual([])
})
