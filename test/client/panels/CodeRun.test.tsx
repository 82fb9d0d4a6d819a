// @vitest-environment jsdom
import { File } from "node:buffer"
import type { BundledProgram } from "@forkscope/shared/socket"
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react"
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { Surroundings } from "../../../client/src/App.tsx"
import { startI18n } from "../../../client/src/i18n/i18n.ts"
import { readEnvironment } from "../../../client/src/panels/run/environment.ts"
import RunDialog from "../../../client/src/panels/run/RunDialog.tsx"
import { keepScript, keptScripts } from "../../../client/src/panels/run/scripts.ts"
import { joinWords, splitWords } from "../../../client/src/panels/run/words.ts"
import { openSession } from "../openSession.ts"

const PROGRAMS: BundledProgram[] = [
  {
    id: "pool",
    title: { en: "Pool(3) and ten tasks", zh: "进程池" },
    about: { en: "Three slots.", zh: "三个槽位。" },
    files: [
      { name: "pool.py", text: "import helpers\n" },
      { name: "helpers.py", text: "" },
    ],
    main: "pool.py",
    args: ["-n", "two words"],
    finding: null,
    isMisbehaving: false,
  },
  {
    id: "deadlock",
    title: { en: "Deadlock of two locks", zh: "两把锁的死锁" },
    about: { en: "Nobody moves.", zh: "谁也不动。" },
    files: [{ name: "deadlock.mjs", text: "await 1\n" }],
    main: "deadlock.mjs",
    args: [],
    finding: "deadlock",
    isMisbehaving: true,
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
beforeEach(() => {
  localStorage.clear()
  history.replaceState(null, "", "/")
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

async function show(more: Parameters<typeof openSession>[0] = {}) {
  const opened = openSession(more)
  opened.session.programs.setState({ bundled: PROGRAMS })
  act(() => opened.session.openDialog("run"))
  render(
    <Surroundings session={opened.session}>
      <RunDialog />
    </Surroundings>,
  )
  await screen.findByRole("dialog")
  return opened
}

const choose = (name: RegExp) => fireEvent.click(screen.getByRole("button", { name }))
const run = () => screen.getByRole<HTMLButtonElement>("button", { name: /^▶ Run/ })

describe("arguments are split as a shell does", () => {
  test.each([
    ["", []],
    ["  a   b ", ["a", "b"]],
    [`-n 3 "two words"`, ["-n", "3", "two words"]],
    [`'it''s' a"b c"d`, ["its", "ab cd"]],
    [`"" ''`, ["", ""]],
    [`a\\ b \\"`, ["a b", '"']],
    [`'a\\b' "a\\"b" "a\\nb"`, ["a\\b", 'a"b', "a\\nb"]],
    ["$HOME *.py ; | 进程 😀", ["$HOME", "*.py", ";", "|", "进程", "😀"]],
  ])("%s", (line, words) => {
    expect(splitWords(line)).toEqual({ ok: true, words })
    expect(splitWords(joinWords(words))).toEqual({ ok: true, words })
  })

  test.each([
    [`a "b`, '"'],
    ["it's", "'"],
    ["a\\", "\\"],
  ])("%s is not complete", (line, open) => expect(splitWords(line)).toEqual({ ok: false, open }))
})

describe("the environment", () => {
  test("is lines of NAME=value; empty lines and comments are ignored", () => {
    expect(readEnvironment("A=1\n\n# no\n B=x = y \nC=")).toEqual({ ok: true, env: { A: "1", B: "x = y", C: "" } })
  })

  test.each(["A", "=1", "1A=2", "A B=3"])("%s is not such a line", (line) => {
    expect(readEnvironment(`X=1\n${line}`)).toEqual({ ok: false, line: 2, text: line })
  })
})

describe("the dialog", () => {
  test("lists healthy and misbehaving programs separately, and finds them by their words", async () => {
    await show()
    expect(screen.getByRole("region", { name: "Healthy programs" }).textContent).toContain("Pool(3) and ten tasks")
    expect(screen.getByRole("region", { name: "Programs that misbehave" }).textContent).toContain("Deadlock")
    fireEvent.change(screen.getByLabelText("Find a program"), { target: { value: "dead two" } })
    expect(screen.queryByRole("region", { name: "Healthy programs" })).toBeNull()
    expect(screen.getByRole("button", { name: /^Deadlock/ })).toBeTruthy()
  })

  test("starts the chosen program, watches it, and closes", async () => {
    const { session, sent } = await show()
    choose(/^Pool/)
    fireEvent.change(screen.getByLabelText("Environment"), { target: { value: "A=1" } })
    await act(async () => fireEvent.keyDown(run(), { key: "Enter", ctrlKey: true }))
    expect(sent.filter(({ name }) => name === "program.start")).toEqual([
      {
        name: "program.start",
        input: {
          name: "Pool(3) and ten tasks",
          files: PROGRAMS[0]?.files,
          main: "pool.py",
          args: ["-n", "two words"],
          env: { A: "1" },
        },
      },
    ])
    expect(session.page.getState().dialog).toBeNull()
  })

  test("a change makes a copy, which the browser keeps; the bundled program stays as it was", async () => {
    const { session } = await show()
    choose(/^Pool/)
    fireEvent.change(screen.getByLabelText("Arguments"), { target: { value: "9" } })
    expect(keptScripts()).toMatchObject([{ title: "Pool(3) and ten tasks", base: "pool", args: "9" }])
    expect(screen.getByRole("region", { name: "Your scripts" })).toBeTruthy()
    expect(session.programs.getState().bundled).toBe(PROGRAMS)
    fireEvent.click(screen.getByRole("button", { name: "Delete Pool(3) and ten tasks" }))
    expect(keptScripts()).toEqual([])
  })

  test("a refusal is shown, and nothing typed is lost", async () => {
    const { session } = await show()
    vi.spyOn(session, "ask").mockResolvedValue({ ok: false, code: "LIMIT", message: "at most 20 runs" })
    choose(/^Pool/)
    fireEvent.change(screen.getByLabelText("Arguments"), { target: { value: "mine" } })
    await act(async () => fireEvent.click(run()))
    expect(screen.getByRole("alert").textContent).toBe("A limit was reachedat most 20 runs")
    expect(session.page.getState().dialog).toBe("run")
    expect(screen.getByLabelText<HTMLInputElement>("Arguments").value).toBe("mine")
    cleanup()
    expect(session.programs.getState().draft).toMatchObject({ args: "mine" })
  })

  test("arguments with an unclosed quote start nothing, and a text says so", async () => {
    const { sent } = await show()
    choose(/^Pool/)
    fireEvent.change(screen.getByLabelText("Arguments"), { target: { value: "it's" } })
    fireEvent.click(run())
    expect(screen.getByRole("alert").textContent).toBe("Arguments: ' is not closed.")
    expect(sent.some(({ name }) => name === "program.start")).toBe(false)
  })

  test("without Python it says how to get it; Node programs run", async () => {
    await show({ welcome: { python: null, pythonHint: "apt install python3" } })
    choose(/^Pool/)
    expect(screen.getByRole("alert").textContent).toContain("apt install python3")
    expect(run().disabled).toBe(true)
    choose(/^Deadlock/)
    expect(screen.queryByRole("alert")).toBeNull()
    expect(run().disabled).toBe(false)
  })

  test("files are added, renamed and removed; text is not discarded without a question", async () => {
    const { session } = await show()
    const names = () => session.programs.getState().draft?.files.map(({ name }) => name)
    choose(/^Pool/)
    fireEvent.click(screen.getByRole("button", { name: "Add a file" }))
    const field = screen.getByLabelText("Rename module1.py")
    fireEvent.change(field, { target: { value: "../evil.py" } })
    expect(field.getAttribute("aria-invalid")).toBe("true")
    fireEvent.change(field, { target: { value: "parts.py" } })
    fireEvent.keyDown(field, { key: "Enter" })
    expect(names()).toEqual(["pool.py", "helpers.py", "parts.py"])
    fireEvent.click(screen.getByRole("button", { name: "Remove parts.py" }))
    expect(names()).toEqual(["pool.py", "helpers.py"])
    fireEvent.click(screen.getByRole("button", { name: /^pool.py/ }))
    fireEvent.click(screen.getByRole("button", { name: "Remove pool.py" }))
    expect(names()).toEqual(["pool.py", "helpers.py"])
    fireEvent.click(screen.getByRole("button", { name: "Remove" }))
    expect(names()).toEqual(["helpers.py"])
    expect(session.programs.getState().draft?.main).toBe("helpers.py")
  })

  test("a file from disk becomes a script; a file that is not text is refused by name", async () => {
    const { session } = await show()
    const picker = screen.getByLabelText("Open files…", { selector: "input" })
    fireEvent.change(picker, { target: { files: [new File(["print(1)\r\n"], "mine.py")] } })
    await waitFor(() => expect(session.programs.getState().draft?.title).toBe("mine.py"))
    expect(session.programs.getState().draft?.files).toEqual([{ name: "mine.py", text: "print(1)\n" }])
    fireEvent.change(picker, { target: { files: [new File(["\0\0"], "photo.png")] } })
    expect((await screen.findByRole("alert")).textContent).toBe("photo.png is not a text file.")
  })

  test("if the browser's storage is full, a text says so and the script is kept until the page is closed", async () => {
    const { session } = await show()
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError")
    })
    choose(/^Pool/)
    fireEvent.change(screen.getByLabelText("Arguments"), { target: { value: "9" } })
    expect(screen.getByRole("alert").textContent).toContain("no room left")
    expect(session.programs.getState().own).toMatchObject([{ args: "9" }])
  })
})

test("invalid data in the browser's storage is ignored", () => {
  localStorage.setItem("forkscope.script.x", "{]")
  localStorage.setItem("forkscope.script.y", JSON.stringify({ id: "y", files: [] }))
  expect(keptScripts()).toEqual([])
})

test("at most as many scripts are kept as the list can show", () => {
  const draft = {
    title: "",
    base: null,
    isOwn: true,
    files: [{ name: "a.py", text: "" }],
    main: "a.py",
    args: "",
    env: "",
  }
  for (let count = 0; count < 60; count++)
    expect(keepScript({ ...draft, id: `s${count}`, changedAt: count })).toBeNull()
  expect(keepScript({ ...draft, id: "one more", changedAt: 61 })).toBe("many")
  expect(keepScript({ ...draft, id: "s7", changedAt: 62 })).toBeNull()
  expect(keptScripts()[0]?.id).toBe("s7")
})
