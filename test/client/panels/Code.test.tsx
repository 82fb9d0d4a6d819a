// @vitest-environment jsdom
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react"
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { Surroundings } from "../../../client/src/App.tsx"
import { startI18n } from "../../../client/src/i18n/i18n.ts"
import CodePanel from "../../../client/src/panels/code/CodePanel.tsx"
import { shownTabs } from "../../../client/src/panels/shell/shownTabs.ts"
import { openLab, openSession } from "../openSession.ts"
import { child, type Facts, worldOf } from "../scenes/worlds.ts"

const MAIN = "/home/me/main.py"
const TEXT = "def worker(q):\n    item = q.get()\n\n\nworker(q)\n"

const source: Facts[number] = { type: "source.read", src: "run", file: MAIN, text: TEXT }
const frame = (proc: number, line: number): Facts[number] => ({
  type: "frame.sampled",
  proc,
  tid: 100 + proc,
  file: MAIN,
  line,
  function: "worker",
  stack: [
    { file: "/usr/lib/python3/queue.py", line: 99, function: "get" },
    { file: MAIN, line, function: "worker" },
  ],
})
const waits: Facts = [
  { type: "queue.created", queue: 1, proc: 1, name: "q", maxsize: 3, kind: "queue" },
  {
    type: "queue.get.started",
    queue: 1,
    proc: 2,
    tid: 102,
    op: 7,
    block: true,
    at: 1000,
    site: { file: MAIN, line: 2, function: "worker" },
  },
]

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
  Range.prototype.getClientRects = () => [] as unknown as DOMRectList
  return startI18n("en")
})
beforeEach(() => history.replaceState(null, "", "/"))
afterEach(cleanup)

function show(...facts: Facts) {
  const opened = openLab(...facts)
  render(
    <Surroundings session={opened.session}>
      <CodePanel />
    </Surroundings>,
  )
  return opened
}

/** The accessible names of the arrows, from top to bottom. */
const arrows = () =>
  within(screen.getByRole("region", { name: "main.py" }))
    .queryAllByRole("button")
    .map((button) => button.getAttribute("aria-label"))

describe("arrows", () => {
  test("each names its process, its line and its state; if it waits, also in what and for how long", () => {
    show(source, child(2), child(3), frame(2, 5), frame(3, 5), ...waits, {
      type: "process.sampled",
      proc: 1,
      at: 3_100_000,
      cpu: 0,
      queued: 0,
      state: "S",
      core: 0,
      threads: 1,
    })
    // The page's clock is far ahead of the run's, so the number of seconds is not checked.
    expect(arrows()[0]).toMatch(/^Process-2, 102, line 2: waits in get for \d+ s$/)
    expect(arrows()[1]).toBe("Process-3, 103, line 5: waiting")
  })

  test("arrows at the same line are drawn as one, with their number", () => {
    show(source, child(2), child(3), child(4), frame(2, 5), frame(3, 5), frame(4, 2))
    expect(arrows()).toEqual(["Process-4, 104, line 2: waiting", "2 threads, line 5: 2 waiting"])
  })

  test("a click shows the stack, innermost first, and selects the process", () => {
    const { session } = show(source, child(2), frame(2, 2), { type: "thread.started", proc: 2, tid: 102, name: "main" })
    fireEvent.click(screen.getByRole("button", { name: /^Process-2, 102, line 2/ }))
    const stack = within(screen.getByRole("list", { name: "Stack, innermost first" })).getAllByRole("listitem")
    expect(stack.map((frame) => frame.textContent)).toEqual(["getqueue.py:99", "workermain.py:2"])
    // Only the program's own lines are links.
    expect(within(stack[0] as HTMLElement).queryByRole("button")).toBeNull()
    expect(within(stack[1] as HTMLElement).getByRole("button", { name: "main.py:2" })).toBeTruthy()
    expect(session.page.getState().selected).toEqual({ kind: "process", id: 2 })
  })

  test("a group opens as a list, from which one is chosen; Escape closes it", () => {
    const { session } = show(source, child(2), child(3), frame(2, 5), frame(3, 5))
    fireEvent.click(screen.getByRole("button", { name: /^2 threads, line 5/ }))
    const pane = screen.getByRole("complementary", { name: "Who stands at line 5" })
    fireEvent.click(within(pane).getByRole("button", { name: /Process-3, 103/ }))
    expect(session.page.getState().selected).toEqual({ kind: "process", id: 3 })
    fireEvent.keyDown(screen.getByRole("complementary"), { key: "Escape" })
    expect(screen.queryByRole("complementary")).toBeNull()
  })

  test("when the run has ended there are none, and a text says so", () => {
    show(source, child(2), frame(2, 2), { type: "run.ended", src: "run", outcome: "exited", exitCode: 0 })
    expect(arrows()).toEqual([])
    expect(screen.getByText("The run has ended.")).toBeTruthy()
  })
})

test("the line of a syntax error carries Python's own message, and a link leads there", () => {
  const text = `  File "${MAIN}", line 2\n    item = q.get(\n                ^\nSyntaxError: '(' was never closed\n`
  show({ ...source, text: TEXT.replace("()", "(") } as Facts[number], {
    type: "output.written",
    src: "run",
    stream: "pty",
    text,
  })
  const code = screen.getByLabelText("Text of main.py")
  expect(code.querySelector(".cm-wrong")?.textContent).toBe("    item = q.get(")
  expect(code.querySelector(".cm-pointed")?.textContent).toBe("(")
  expect(code.querySelector(".cm-told")?.textContent).toBe("SyntaxError: '(' was never closed")
  expect(screen.getByRole("button", { name: "SyntaxError: '(' was never closed (main.py, line 2)" })).toBeTruthy()
})

test("a link from elsewhere opens the code at its line; a link to a file that is not the program's does nothing", () => {
  const { session } = show(source)
  act(() => session.openSource({ file: "/usr/lib/queue.py", line: 2 }))
  expect(session.page.getState().tab).toBe("console")
  act(() => session.openSource({ file: MAIN, line: 2 }))
  expect(session.page.getState().tab).toBe("code")
  expect(document.querySelector(".cm-target")?.textContent).toBe("    item = q.get()")
})

test("the files of a run become a draft, with its arguments, and the run's own files do not change", () => {
  const { session } = show(source)
  act(() => fireEvent.click(screen.getByRole("button", { name: "Edit and run again" })))
  expect(session.page.getState().dialog).toBe("run")
  expect(session.programs.getState().draft).toMatchObject({ main: "main.py", files: [{ name: "main.py", text: TEXT }] })
})

test("a viewer who may only watch is offered no editing", () => {
  const { session, feed } = openSession({ welcome: { canAct: false } })
  feed.onSnapshot({ run: "r1", world: worldOf([source]), tail: [] })
  render(
    <Surroundings session={session}>
      <CodePanel />
    </Surroundings>,
  )
  expect(screen.queryByRole("button", { name: "Edit and run again" })).toBeNull()
})

describe("tabs", () => {
  const program = (facts: Facts) => {
    const world = worldOf(facts)
    return { ...world, run: world.run && { ...world.run, kind: "program" as const } }
  }

  test("a program opens on its code and has no console", () => {
    expect(shownTabs(program([]), true)).toEqual(["code", "terminal", "table", "events"])
  })

  test("a lab has a console, and code once it has some", () => {
    expect(shownTabs(worldOf([]), true)).toEqual(["console", "terminal", "table", "events"])
    expect(shownTabs(worldOf([source]), false)).toEqual([
      ...["console", "code", "terminal", "table", "events"],
      ...["runs", "inspector"],
    ])
  })
})

test("every key of the code panel and the editor has a text", () => {
  const client = join(import.meta.dirname, "../../../client/src")
  const texts = JSON.parse(readFileSync(join(client, "i18n/en/code.json"), "utf8"))
  const has = (key: string) => {
    const parts = key.split(".")
    const last = parts.pop() ?? ""
    const parent = parts.reduce((at, part) => at?.[part], texts)
    return typeof (parent?.[last] ?? parent?.[`${last}_other`]) === "string"
  }
  const files = readdirSync(join(client, "panels"), { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.tsx?$/.test(file),
  )
  const used = files.flatMap((file) => [
    ...readFileSync(join(client, "panels", file), "utf8").matchAll(/"code:([\w.]+)"/g),
  ])
  expect(used.length).toBeGreaterThan(50)
  expect(used.map(([, key]) => key ?? "").filter((key) => !has(key))).toEqual([])
})
