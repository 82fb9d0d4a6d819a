// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react"
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { Surroundings } from "../../../client/src/App.tsx"
import { setLanguage, startI18n } from "../../../client/src/i18n/i18n.ts"
import { Inspector } from "../../../client/src/panels/inspector/Inspector.tsx"
import { StatusBar } from "../../../client/src/panels/status/StatusBar.tsx"
import { mainRun, type numbered } from "../../support/events.ts"
import { openLab } from "../openSession.ts"

type Facts = Parameters<typeof numbered>

const site = (line: number) => ({ file: "/x/bank.py", line, function: "transfer" })
const child = (proc: number): Facts => [
  {
    type: "process.spawned",
    proc,
    pid: 100 + proc,
    ppid: 100,
    startTime: 9,
    parent: 1,
    name: `Process-${proc}`,
    role: "child",
  },
  { type: "process.probed", proc, probe: "python", version: "3.11.7" },
  { type: "thread.started", proc, tid: 100 + proc, name: "MainThread", role: "main" },
]
const acquire = (op: number, lock: number, proc: number, line: number, isGiven: boolean): Facts => [
  { type: "lock.acquire.started", op, lock, proc, tid: 100 + proc, block: true, site: site(line) },
  ...(isGiven ? [{ type: "lock.acquire.finished", op, lock, proc, tid: 100 + proc, outcome: "ok" } as const] : []),
]

/**
 * Two processes that have waited for each other's lock since 5 ms after the run's start; now is three seconds later.
 */
const deadlock: Facts = [
  { type: "lock.created", proc: 1, lock: 1, kind: "lock", name: "from", value: 1 },
  { type: "lock.created", proc: 1, lock: 2, kind: "lock", name: "to", value: 1 },
  ...child(2),
  ...child(3),
  ...acquire(1, 1, 2, 11, true),
  ...acquire(2, 2, 3, 16, true),
  ...acquire(3, 2, 2, 12, false),
  ...acquire(4, 1, 3, 17, false),
  { type: "output.written", stream: "stdout", text: "", at: 3_000_000 },
]

beforeAll(() => {
  vi.stubGlobal("matchMedia", () => ({ matches: true, addEventListener: () => {}, removeEventListener: () => {} }))
  return startI18n("en")
})
beforeEach(() => history.replaceState(null, "", "/"))
afterEach(async () => {
  cleanup()
  await setLanguage("en")
})

function show(...facts: Facts) {
  const opened = openLab(...facts)
  render(
    <Surroundings session={opened.session}>
      <Inspector />
      <StatusBar />
    </Surroundings>,
  )
  return opened
}

const section = () => screen.getByRole("region", { name: "Findings" })

describe("a deadlock", () => {
  test("is shown first, with its cycle; each line and each name is a link", () => {
    const { session } = show(...deadlock)
    const circle = within(section()).getByRole("list", { name: "Who waits for whom, in a circle" })
    expect(
      within(circle)
        .getAllByRole("listitem")
        .map(({ textContent }) => textContent?.replaceAll(/\s+/g, " ")),
    ).toEqual([
      "Process-2 (102)bank.py:12waits for toheld by Process-3 (103)bank.py:16",
      "Process-3 (103)bank.py:17waits for fromheld by Process-2 (102)bank.py:11",
      "Process-2 (102)and so on for ever",
    ])
    fireEvent.click(within(circle).getByRole("button", { name: "to" }))
    expect(session.page.getState().selected).toEqual({ kind: "lock", id: 2 })
    fireEvent.click(within(circle).getByRole("button", { name: "Open bank.py:17 in the code" }))
    expect(session.page.getState().tab).toBe("code")
  })

  test("shows the events that prove it", () => {
    show(...deadlock)
    const evidence = within(section()).getByText(/events prove it/)
    fireEvent.click(evidence)
    expect(within(section()).getAllByText("Process-2 wants to").length).toBe(1)
  })

  test("is counted below and announced once, in the language of the page", async () => {
    const { session } = show(...deadlock)
    const count = screen.getByRole("button", { name: "1 finding" })
    const live = document.querySelector("[aria-live=polite]")
    expect(live?.textContent).toMatch(/deadlock/i)
    session.select({ kind: "process", id: 1 })
    fireEvent.click(count)
    expect(session.page.getState().selected).toBeNull()
    await setLanguage("zh")
    await screen.findByRole("button", { name: "1 个问题" })
    expect(live?.textContent).toMatch(/deadlock/i)
  })

  test("is collapsed to its name while an object is selected that it does not concern", async () => {
    const { session } = show(...deadlock)
    const card = section().querySelector("details")
    expect(card?.open).toBe(true)
    session.select({ kind: "process", id: 1 })
    await waitFor(() => expect(card?.open).toBe(false))
    session.select({ kind: "process", id: 3 })
    await waitFor(() => expect(card?.open).toBe(true))
  })

  test("disappears when its cause does, but not before there was time to read it", async () => {
    const { feed } = show(...deadlock)
    const seq = deadlock.length + mainRun().length
    const rest = [{ type: "process.exited", proc: 3, exitCode: -15 } as const].map((fact, place) => ({
      ...fact,
      src: "procfs" as const,
      at: 3_100_000,
      seq: seq + place + 1,
    }))
    feed.onEvents("r1", rest)
    expect(section().textContent).toMatch(/deadlock/i)
    await waitFor(() => expect(screen.queryByRole("list", { name: /in a circle/ })).toBeNull())
  })
})

test("a run without findings has no such section", () => {
  show(...child(2))
  expect(screen.queryByRole("region", { name: "Findings" })).toBeNull()
  expect(screen.queryByRole("button", { name: /finding/ })).toBeNull()
})
