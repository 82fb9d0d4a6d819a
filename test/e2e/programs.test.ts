import { readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"
import type { ForkscopeEvent } from "@forkscope/shared/events"
import { type Finding, findingsOf, ObservedFindings } from "@forkscope/shared/findings"
import type { Snapshot } from "@forkscope/shared/socket"
import { EMPTY_WORLD, fold, type ProcessEntity, type World } from "@forkscope/shared/world"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openSocket } from "../server/socket/client.ts"
import { eventually, type LabPage, openLabPage } from "../support/page.ts"
import { sentenceIn } from "../support/sentences.ts"
import { COUNTS, type Count } from "./counts.ts"

interface Program {
  id: string
  title: { en: string }
  main: string
  finding: string | null
  exit: number | null
  holds?: { processes: string[]; objects: Record<string, number>; lines: string[]; also: string[] }
}

const folder = new URL("../../server/programs/", import.meta.url)
const programs = JSON.parse(readFileSync(new URL("programs.json", folder), "utf8")) as Program[]
const sourceOf = ({ main }: Program) => readFileSync(new URL(main, folder), "utf8")

/** How a program prints PIDs: `pid=N`, the notes' own ways, or a list of them. */
const PRINTED_PID = /(?:pid=|pid: |进程号为)(\d+)|pids: \[([\d, ]+)\]/g

let page: LabPage

beforeAll(async () => {
  // Unbuffered, a print is two writes, and the lines of several processes tear.
  delete process.env.PYTHONUNBUFFERED
  page = await openLabPage()
  // Room for every row of the table: what is not in sight is not drawn.
  await page.page.setViewportSize({ width: 1440, height: 2400 })
})
afterAll(() => page?.close())

/** Everything that a run told, beside what the page shows of it. */
class Told {
  world: World = EMPTY_WORLD
  readonly found = new ObservedFindings()
  readonly #events: ForkscopeEvent[] = []
  readonly #socket

  constructor(run: string) {
    this.#socket = openSocket(page.server.port, page.server.token)
    this.#socket.on("connect", () => void this.#socket.emit("watch", run, () => {}))
    this.#socket.on("snapshot", (_, data) => this.#take((JSON.parse(gunzipSync(data).toString()) as Snapshot).tail))
    this.#socket.on("batch", (_, encoding, data) => {
      const text = encoding === "gzip" ? gunzipSync(data) : Buffer.from(data)
      this.#take(JSON.parse(text.toString()) as ForkscopeEvent[])
    })
  }

  #take(events: ForkscopeEvent[]): void {
    const fresh = events.filter(({ seq }) => seq > this.world.seq)
    this.found.add(fresh)
    this.#events.push(...fresh)
    this.world = fold(this.world, fresh)
  }

  get output(): string {
    return this.world.output.chunks
      .flat()
      .map(({ text }) => text)
      .join("")
      .replaceAll("\r\n", "\n")
  }

  get main(): ProcessEntity | undefined {
    return Object.values(this.world.processes).find(({ role }) => role === "main")
  }

  /** What is wrong now: in a hang no event comes any more, only time passes. */
  findings(): readonly Finding[] {
    return findingsOf(this.world, this.now)
  }

  /** µs since the run began. */
  get now(): number {
    return (Date.now() - (this.world.run?.wallClock ?? 0)) * 1000
  }

  /** What was wrong at a time of the run, µs: by its own clock, however slow a browser is beside it. */
  kindsAt(time: number): string[] {
    const world = fold(
      EMPTY_WORLD,
      this.#events.filter(({ at }) => at <= time),
    )
    return findingsOf(world, time).map(({ kind }) => kind)
  }

  close(): void {
    this.#socket.close()
  }
}

/** Starts a program as a user does: Run code…, its title, Run. */
async function start(program: Program): Promise<Told> {
  const { page: window } = page
  const before = new URL(window.url()).hash
  await window
    .getByRole("banner")
    .getByRole("button", { name: /Run code/ })
    .click()
  const dialog = window.getByRole("dialog")
  await dialog.getByRole("textbox", { name: "Find a program" }).fill(program.title.en)
  await dialog.getByRole("button", { name: program.title.en }).first().click()
  await dialog.getByRole("button", { name: /^▶ Run/ }).click()
  await dialog.waitFor({ state: "detached" })
  await eventually(() => new URL(window.url()).hash).not.toBe(before)
  const run = /run=(r\d+)/.exec(window.url())?.[1]
  if (!run) throw new Error(`Expected the page to watch the new run, it is at ${window.url()}`)
  return new Told(run)
}

/** The page's table of these things: the texts of each row by the heading of their column. */
async function table(section: "Processes" | Count["section"]): Promise<Record<string, string>[]> {
  const { page: window } = page
  await window.getByRole("tab", { name: "Table" }).click()
  const panel = window.getByRole("tabpanel", { name: "Table" })
  await panel.getByRole("button", { name: section }).click()
  return panel.getByRole("table").evaluate((shown) => {
    const textsOf = (row: Element) =>
      [...row.children].map(({ textContent }) => textContent?.replace(/[↑↓]/, "").trim())
    const titles = textsOf(shown.querySelector("thead tr") as Element)
    const rows = [...shown.querySelectorAll("tbody tr")].map(textsOf)
    return rows.map((texts) => Object.fromEntries(titles.map((title, at) => [title, texts[at] ?? ""])))
  })
}

/** The exit codes that the page's table of processes shows, by PID. */
async function exits(): Promise<Map<string, string>> {
  return new Map((await table("Processes")).map((row) => [row.PID ?? "", row.Exit ?? ""]))
}

const figures = async ({ section, column }: Count) => (await table(section)).map((row) => Number(row[column]))

function pidsIn(output: string): string[] {
  const found = [...output.matchAll(PRINTED_PID)].flatMap(([, one, many]) => (one ? [one] : (many ?? "").split(", ")))
  return [...new Set(found)]
}

async function stop(): Promise<void> {
  const { page: window } = page
  const stopping = window.getByRole("button", { name: /^(Stop|End)/ }).first()
  if (await stopping.isVisible()) await stopping.click()
}

describe("a healthy program", () => {
  for (const program of programs.filter(({ main, finding }) => main.startsWith("healthy/") && finding === null)) {
    test(`${program.id} is shown as it runs: every PID and count that it prints, its exit code, and nothing amiss`, async () => {
      const told = await start(program)
      await page.page.getByText(`Its main process ended with exit code ${program.exit}`).waitFor({ timeout: 30_000 })
      await eventually(() => told.world.run?.ended?.exitCode).toBe(program.exit)
      await eventually(async () => (await exits()).get(String(told.main?.pid))).toBe(String(program.exit))
      const shown = await exits()
      const printed = pidsIn(told.output)
      expect(printed.filter((pid) => !shown.has(pid))).toEqual([])
      for (const one of COUNTS[program.id] ?? []) {
        const printed = one.of(told.output)
        expect(printed).not.toEqual([])
        expect({ [one.column]: await figures(one) }).toEqual({ [one.column]: printed })
      }
      expect(told.found.all().map(({ finding }) => sentenceIn(finding, "en").title)).toEqual([])
      expect(told.world.run?.dropped).toEqual({ facts: 0, output: 0, invalid: 0 })
      told.close()
    })
  }
})

describe("a program that misbehaves", () => {
  for (const program of programs.filter(({ finding }) => finding !== null)) {
    test(`${program.id} gets its finding, with the right processes and lines, within two seconds`, async () => {
      const told = await start(program)
      const kind = program.finding as string
      const { processes = [], lines = [], also = [] } = program.holds ?? {}
      const card = page.inspector.locator(`[data-kind="${kind}"]`).first()
      await card.waitFor({ timeout: 30_000 })
      const shownAt = Date.now()
      const find = () => told.findings().find((one) => one.kind === kind)
      await eventually(() => find()?.kind).toBe(kind)
      const finding = find()
      const kinds: string[] = told.findings().map((one) => one.kind)
      expect(kinds.filter((one) => one !== kind && !also.includes(one))).toEqual([])
      const since = (told.world.run?.wallClock ?? 0) + (finding?.since ?? 0) / 1000
      if (finding?.severity === "hang") expect(shownAt - since).toBeLessThan(2000)
      // What does not hang may keep all cores busy, and the browser with them.
      else expect(told.kindsAt(Math.min(told.now, (finding?.since ?? 0) + 5_000_000))).toContain(kind)

      await page.inspector.evaluate((inspector) => {
        for (const one of inspector.querySelectorAll("details")) one.open = true
      })
      const text = await card.innerText()
      for (const who of processes) {
        const printed = [...told.output.matchAll(new RegExp(`^${who} pid=(\\d+)`, "gm"))].map(([, pid]) => pid)
        const pids = printed.length > 0 ? printed : who === "main" ? [String(told.main?.pid)] : []
        expect(pids.some((pid) => finding?.processes.some((id) => String(told.world.processes[id]?.pid) === pid))).toBe(
          true,
        )
      }
      const source = sourceOf(program).split("\n")
      for (const piece of lines) {
        const line = source.findIndex((one) => one.includes(piece)) + 1
        const file = program.main.replace(/^.*\//, "")
        expect(text).toContain(`${file}:${line}`)
      }
      await stop()
      told.close()
    })
  }
})

test("who stops a run that hangs can read on why it did", async () => {
  const told = await start(programs.find(({ id }) => id === "deadlock-locks") as Program)
  const card = page.inspector.locator('[data-kind="deadlock"]')
  await card.waitFor()
  await stop()
  await page.page.getByText("The run was stopped. All its processes have ended.").waitFor()
  await page.inspector.getByText("This is how it stood at the end.").waitFor()
  await card.waitFor()
  told.close()
})

describe("bad input", () => {
  const named = (id: string) => programs.find((program) => program.id === id) as Program

  test("a syntax error shows Python's own message at its line", async () => {
    const told = await start(named("syntax-error"))
    await eventually(() => told.world.run?.ended?.exitCode).toBe(1)
    await page.page.getByRole("tab", { name: "Code" }).click()
    const code = page.page.getByRole("tabpanel")
    await code
      .getByText(/SyntaxError: invalid character/)
      .first()
      .waitFor()
    told.close()
  })

  test("binary output does no harm, and the program's own exit code is shown", async () => {
    const told = await start(named("binary-output"))
    await page.page.getByText("Its main process ended with exit code 0").waitFor()
    told.close()
  })

  test("a flood of forks meets the limit, which is said, and the page stays alive", async () => {
    const told = await start(named("fork-flood"))
    await eventually(() => told.world.run?.limits.length).toBeGreaterThan(0)
    await eventually(() => page.page.getByText(/limit/i).count()).toBeGreaterThan(0)
    await page.page.getByRole("tab", { name: "Events" }).click()
    told.close()
  })

  test("a flood of output is bounded, what was dropped is shown, and the page stays alive", async () => {
    const told = await start(named("output-flood"))
    await eventually(() => told.world.run?.dropped.output ?? 0).toBeGreaterThan(0)
    await page.page.getByRole("tab", { name: "Terminal" }).click()
    await eventually(() => page.page.getByRole("contentinfo").textContent()).toMatch(/[1-9][\d,.]* \S*dropped/)
    await stop()
    told.close()
  })
})
