// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react"
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { Surroundings } from "../../../client/src/App.tsx"
import { startI18n } from "../../../client/src/i18n/i18n.ts"
import { Inspector } from "../../../client/src/panels/inspector/Inspector.tsx"
import type { Session } from "../../../client/src/store/session.ts"
import type { numbered } from "../../support/events.ts"
import { openLab } from "../openSession.ts"

type Facts = Parameters<typeof numbered>

const created: Facts = [
  { type: "line.submitted", line: 1, code: "const p1 = …" },
  { type: "line.started", line: 1, proc: 1 },
  { type: "process.created", proc: 2, parent: 1, name: "Process-1", target: "count", args: '"2"' },
  { type: "line.finished", line: 1, proc: 1, outcome: "ok", binds: [{ name: "p1", kind: "process", id: 2 }] },
]
const started: Facts = [...created, { type: "process.spawned", proc: 2, pid: 200, ppid: 100, startTime: 9, parent: 1 }]
const worker: Facts = [
  { type: "pool.created", pool: 1, proc: 1, name: "", size: 1 },
  {
    type: "process.spawned",
    proc: 3,
    pid: 300,
    ppid: 100,
    startTime: 9,
    parent: 1,
    name: "PoolWorker-1",
    role: "worker",
  },
  { type: "pool.worker.added", pool: 1, slot: 1, worker: 3 },
]

beforeAll(() => {
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }))
  return startI18n("en")
})
beforeEach(() => history.replaceState(null, "", "/"))
afterEach(cleanup)

function show(session: Session) {
  render(
    <Surroundings session={session}>
      <Inspector />
    </Surroundings>,
  )
}

/** The lines that the buttons run, in order. */
function actions(): string[] {
  const group = screen.queryByRole("group", { name: "Actions" })
  return group
    ? within(group)
        .getAllByRole("button")
        .map((button) => button.getAttribute("aria-label") ?? "")
    : []
}

function select(facts: Facts, kind: "process" | "queue" | "pool" | "task", id: number) {
  const opened = openLab(...facts)
  opened.session.select({ kind, id })
  show(opened.session)
  return opened
}

describe("a run shows the limits that it has", () => {
  const begun = (more: object): Facts[number] =>
    ({
      type: "run.started",
      name: "mine",
      kind: "program",
      argv: [],
      cores: 2,
      wallClock: 0,
      containment: "strong",
      ...more,
    }) as Facts[number]
  const MB = 1024 * 1024

  test.each([
    [
      { limits: { processes: 64, memoryBytes: 512 * MB, descriptors: 256 } },
      "64 processes, 512 MB each, 256 open files each",
    ],
    [{ allowed: { memoryBytes: 100 * MB } }, "100 MB each"],
  ])("%j", (more, text) => {
    show(openLab(begun(more)).session)
    expect(screen.getByText(text)).toBeTruthy()
  })

  test("none, if its user asked for none", () => {
    show(openLab(begun({})).session)
    expect(screen.queryByText("Limits")).toBeNull()
  })
})

describe("a process is offered what its state allows", () => {
  test("before start()", () => {
    select(created, "process", 2)
    expect(actions()).toEqual(["Start: p1.start()", "isAlive(): await p1.isAlive()"])
    expect(screen.getByText("none before start()")).toBeTruthy()
  })

  test("while it lives", () => {
    select(started, "process", 2)
    expect(actions()).toEqual([
      "Join: await p1.join()",
      "Join, 2 s: await p1.join(2)",
      "Terminate: p1.terminate()",
      "Kill: p1.kill()",
      "Suspend: sends SIGSTOP",
      "isAlive(): await p1.isAlive()",
    ])
  })

  test("while it is suspended", () => {
    select([...started, { type: "process.stopped", proc: 2 }], "process", 2)
    expect(actions()).toContain("Resume: sends SIGCONT")
    expect(actions()).not.toContain("Suspend: sends SIGSTOP")
  })

  test("as a zombie and when it is gone: nothing that needs a living process", () => {
    select([...started, { type: "process.exited", proc: 2, exitCode: -15 }], "process", 2)
    expect(actions()).toEqual(["Join: await p1.join()", "isAlive(): await p1.isAlive()"])
    expect(screen.getByText("-15, ended by signal 15")).toBeTruthy()
  })

  test("when no variable of the lab holds it: signals only", () => {
    select(worker, "process", 3)
    expect(actions()).toEqual(["Terminate: sends SIGTERM", "Kill: sends SIGKILL", "Suspend: sends SIGSTOP"])
  })

  test("while the lab is blocked: urgent actions are sent as signals", () => {
    const blocked: Facts = [
      ...started,
      { type: "line.submitted", line: 2, code: "await p1.join()" },
      { type: "line.started", line: 2, proc: 1 },
      { type: "join.started", proc: 1, op: 1, target: { proc: 2 } },
    ]
    select(blocked, "process", 2)
    expect(actions()).toContain("Terminate: sends SIGTERM")
    expect(actions()).toContain("Kill: sends SIGKILL")
  })

  test("the main process cannot be ended from here", () => {
    select(started, "process", 1)
    expect(actions()).toEqual(["Suspend: sends SIGSTOP"])
  })
})

test("a click sends the line that the button says", () => {
  const { sent } = select(started, "process", 2)
  fireEvent.click(screen.getByRole("button", { name: "Terminate: p1.terminate()" }))
  expect(sent).toEqual([{ name: "lab.submit", input: { run: "r1", code: "p1.terminate()" } }])
})

test("a queue is offered put with the value and the timeout of its form", () => {
  const facts: Facts = [
    { type: "line.submitted", line: 1, code: "const q1 = new Queue(3)" },
    { type: "line.started", line: 1, proc: 1 },
    { type: "queue.created", queue: 1, proc: 1, name: "", maxsize: 3, kind: "queue" },
    { type: "line.finished", line: 1, proc: 1, outcome: "ok", binds: [{ name: "q1", kind: "queue", id: 1 }] },
  ]
  select(facts, "queue", 1)
  fireEvent.change(screen.getByLabelText("value"), { target: { value: "7" } })
  expect(actions()).toEqual([
    "put: await q1.put(7, { timeout: 2 })",
    "putNowait: await q1.putNowait(7)",
    "get: await q1.get({ timeout: 2 })",
    "getNowait: await q1.getNowait()",
    "full(): await q1.full()",
    "empty(): await q1.empty()",
    "qsize(): await q1.qsize()",
    "Close: q1.close()",
  ])
})

test("an error that the program has not read is shown, and opening it does not mark it as read", () => {
  const facts: Facts = [
    ...worker,
    { type: "task.submitted", pool: 1, proc: 1, task: 1, fn: "worker", args: "3", via: "applyAsync" },
    { type: "task.started", pool: 1, proc: 3, task: 1, slot: 1 },
    {
      type: "task.finished",
      pool: 1,
      proc: 3,
      task: 1,
      slot: 1,
      outcome: "error",
      error: { name: "ValueError", message: "no luck", traceback: "ValueError: no luck\n  at worker" },
    },
  ]
  const { session, sent } = openLab(...facts)
  show(session)
  expect(within(screen.getByRole("region", { name: "Findings" })).getAllByText(/ValueError: no luck/)).not.toEqual([])
  fireEvent.click(screen.getByRole("button", { name: "Open the traceback" }))
  expect(screen.getByText(/at worker/)).toBeTruthy()
  expect(screen.getByText(/The program has not asked for this result/)).toBeTruthy()
  expect(sent).toEqual([])
})
