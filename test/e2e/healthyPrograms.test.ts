import type { ProcessEntity } from "@forkscope/shared/world"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { isFullMatrix } from "../support/matrix.ts"
import { eventually, type LabPage } from "../support/page.ts"
import { sentenceIn } from "../support/sentences.ts"
import { figuresIn } from "../support/tables.ts"
import { COUNTS, type Count } from "./counts.ts"
import { inTurns, named, openTallPage, type Program, programs, start, type Told } from "./programs.ts"

/** The ways in which programs print PIDs: `pid=N`, the forms of the course notes, or a list. */
const PRINTED_PID = /(?:pid=|pid: |进程号为)(\d+)|pids: \[([\d, ]+)\]/g

/**
 * One program for each table of the page, watched from its start in the page. Of the others the log is checked after they
 * have ended, with the figures that the tables take from it; `npm run test:matrix` looks at the page too.
 */
const LIVE = ["create-process", "queue-two-processes", "pool", "semaphore", "ping-pong", "node-fork"]
const healthy = programs.filter(({ main, finding }) => main.startsWith("healthy/") && finding === null)
const others = healthy.filter(({ id }) => !LIVE.includes(id))

let page: LabPage
/** The runs of the other programs. A few run at a time, before the page looks at them. */
const runs = new Map<Program, Promise<Told>>()

beforeAll(async () => {
  page = await openTallPage()
})
afterAll(() => page?.close())

/** The rows of the page's table with this heading: cell texts by column heading. */
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

/** The exit codes in the page's table of processes, by PID. */
async function exits(): Promise<Map<string, string>> {
  return new Map((await table("Processes")).map((row) => [row.PID ?? "", row.Exit ?? ""]))
}

const figures = async ({ section, column }: Count) => (await table(section)).map((row) => Number(row[column]))

function pidsIn(output: string): string[] {
  const found = [...output.matchAll(PRINTED_PID)].flatMap(([, one, many]) => (one ? [one] : (many ?? "").split(", ")))
  return [...new Set(found)]
}

/** Compares what the page shows of an ended run with what the program printed. */
async function expectShown(program: Program, told: Told): Promise<void> {
  await told.ended()
  await page.page.getByText(`Its main process ended with exit code ${program.exit}`).waitFor()
  await eventually(async () => (await exits()).get(String(told.main?.pid))).toBe(String(program.exit))
  const shown = await exits()
  expect(pidsIn(told.output).filter((pid) => !shown.has(pid))).toEqual([])
  for (const one of COUNTS[program.id] ?? []) {
    expect({ [one.column]: await figures(one) }).toEqual({ [one.column]: one.of(told.output) })
  }
}

/** Compares the log of an ended run with what the program printed. */
async function expectLogged(program: Program, told: Told): Promise<void> {
  await told.ended()
  const { world } = told
  expect(world.run?.ended).toMatchObject({ outcome: "exited", exitCode: program.exit })
  expect(told.main?.exitCode).toBe(program.exit)
  const pids = new Set(Object.values<ProcessEntity>(world.processes).map(({ pid }) => String(pid)))
  expect(pidsIn(told.output).filter((pid) => !pids.has(pid))).toEqual([])
  for (const one of COUNTS[program.id] ?? []) {
    const printed = one.of(told.output)
    expect(printed).not.toEqual([])
    expect({ [one.column]: figuresIn(world, one) }).toEqual({ [one.column]: printed })
  }
  expect(told.found.all().map(({ finding }) => sentenceIn(finding, "en").title)).toEqual([])
  expect(world.run?.dropped).toEqual({ facts: 0, output: 0, invalid: 0 })
}

describe("a healthy program is shown while it runs: every PID and count that it prints, its exit code, and no finding", () => {
  test.each(LIVE)("%s", async (id) => {
    const told = await start(page, named(id))
    await expectShown(named(id), told)
    await expectLogged(named(id), told)
    told.close()
  })
})

describe("the log of a healthy program has every PID and count that it printed, its exit code, and no finding", () => {
  beforeAll(() => {
    for (const [program, run] of inTurns(page, others, 4, (told) => told.ended())) runs.set(program, run)
  })

  test.each(others)("$id", async (program) => {
    const told = (await runs.get(program)) as Told
    await expectLogged(program, told)
    if (isFullMatrix) {
      await page.page.goto(`${page.server.url}/#run=${told.run}`)
      await expectShown(program, told)
    }
    told.close()
  })
})
