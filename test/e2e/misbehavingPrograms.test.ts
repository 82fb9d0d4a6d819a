import type { Finding } from "@forkscope/shared/findings"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { isFullMatrix } from "../support/matrix.ts"
import { eventually, type LabPage } from "../support/page.ts"
import {
  ask,
  inTurns,
  named,
  openProgramsPage,
  type Program,
  programs,
  sourceOf,
  start,
  type Told,
} from "./programs.ts"

/**
 * Programs that are watched in the page, one for each way in which a card tells its story, and those that need the cores
 * for themselves. Of the others the log is judged, as the page does it; `npm run test:matrix` looks at the page too.
 */
const SHOWN = [
  "deadlock-locks",
  "swallowed-errors",
  "never-joined",
  "oversubscribed",
  "straggler",
  "hot-lock",
  "process-leak",
]
const misbehaving = programs.filter(({ finding }) => finding !== null)
const shown = misbehaving.filter(({ id }) => isFullMatrix || SHOWN.includes(id))
const others = misbehaving.filter((program) => !shown.includes(program))

let page: LabPage
let runs: ReadonlyMap<Program, Promise<Told>>

beforeAll(async () => {
  page = await openProgramsPage()
  runs = inTurns(page, others, 2, async (told, program) => {
    await judged(told, program)
    await stop(told)
    // The server takes so many connections only.
    told.close()
  })
})
afterAll(() => page?.close())

/** Stops the run, if it has not ended. The page has a button for each of the runs, also for those behind it. */
async function stop({ world, run }: Told): Promise<void> {
  if (world.run?.ended === null) await ask(page, "run.stop", { run })
}

const judgements = new Map<Program, Promise<Finding>>()

/** The finding of a program, as soon as there is one; each program is judged once. */
function judged(told: Told, program: Program): Promise<Finding> {
  const known = judgements.get(program) ?? judge(told, program)
  judgements.set(program, known)
  return known
}

async function judge(told: Told, program: Program): Promise<Finding> {
  const find = () => told.findings().find(({ kind }) => kind === program.finding)
  await eventually(() => find()?.kind).toBe(program.finding)
  // What a process prints, and who else waits, may come after the first sight of it.
  await eventually(() => notNamed(told, program, find())).toEqual([])
  const finding = find() as Finding
  const { also = [] } = program.holds ?? {}
  const kinds: string[] = told.findings().map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind !== program.finding && !also.includes(kind))).toEqual([])
  // Busy processes are judged once each has had some CPU time, which other programs on the machine may delay.
  const begun = finding.kind === "oversubscribed" ? told.computed(finding.processes, 600_000) : finding.since
  // By the run's own clock: a program that does not hang may use all cores, which delays the page.
  const within = finding.severity === "hang" ? 2_000_000 : 5_000_000
  expect(told.kindsAt(Math.min(told.now, begun + within))).toContain(program.finding)
  return finding
}

/** The processes that the finding has to name, as the program calls them, and does not. */
function notNamed(told: Told, program: Program, finding: Finding | undefined): string[] {
  const named = finding?.processes.map((id) => String(told.world.processes[id]?.pid)) ?? []
  return (program.holds?.processes ?? []).filter((who) => {
    const printed = [...told.output.matchAll(new RegExp(`^${who} pid=(\\d+)`, "gm"))].map(([, pid]) => pid)
    const pids = printed.length > 0 ? printed : who === "main" ? [String(told.main?.pid)] : []
    return !pids.some((pid) => pid !== undefined && named.includes(pid))
  })
}

/** The lines of its source that a program says its finding has, as `file:line`. */
function linesOf(program: Program): string[] {
  const source = sourceOf(program).split("\n")
  const file = program.main.replace(/^.*\//, "")
  const numberOf = (piece: string) => source.findIndex((one) => one.includes(piece)) + 1
  return (program.holds?.lines ?? []).map((piece) => `${file}:${numberOf(piece)}`)
}

describe("a program that misbehaves gets its finding, with the right processes and lines, within two seconds", () => {
  test.each(shown)("$id, in the page", async (program) => {
    const told = await start(page, program)
    const card = page.inspector.locator(`[data-kind="${program.finding}"]`).first()
    await card.waitFor()
    const shownAt = Date.now()
    const finding = await judged(told, program)
    const since = (told.world.run?.wallClock ?? 0) + finding.since / 1000
    // The page shows a finding only when it checks, and on a busy machine it checks later.
    if (finding.severity === "hang") expect(shownAt - since).toBeLessThan(10_000)
    await page.inspector.evaluate((inspector) => {
      for (const one of inspector.querySelectorAll("details")) one.open = true
    })
    const text = await card.innerText()
    for (const line of linesOf(program)) expect(text).toContain(line)
    await stop(told)
    told.close()
  })

  test.each(others)("$id", async (program) => {
    const told = (await runs.get(program)) as Told
    const { sites } = await judged(told, program)
    const lines = sites.map(({ site }) => `${site.file.replace(/^.*\//, "")}:${site.line}`)
    for (const line of linesOf(program)) expect(lines).toContain(line)
  })
})

test("after a hanging run is stopped, the reason can still be read", async () => {
  const program = named("deadlock-locks")
  const told = await start(page, program)
  const card = page.inspector.locator('[data-kind="deadlock"]')
  await card.waitFor()
  // A run behind the page may still be there, with a button of its own.
  await page.page
    .getByRole("button", { name: `Stop ${program.title.en}` })
    .first()
    .click()
  await page.page.getByText("The run was stopped. All its processes have ended.").waitFor()
  await page.inspector.getByText("This is how it stood at the end.").waitFor()
  await card.waitFor()
  told.close()
})

describe("bad input", () => {
  test("a syntax error shows Python's own message at its line", async () => {
    const told = await start(page, named("syntax-error"))
    await eventually(() => told.world.run?.ended?.exitCode).toBe(1)
    await page.page.getByRole("tab", { name: "Code" }).click()
    const code = page.page.getByRole("tabpanel")
    await code
      .getByText(/SyntaxError: invalid character/)
      .first()
      .waitFor()
    told.close()
  })

  test("binary output does no harm, and its exit code is shown", async () => {
    const told = await start(page, named("binary-output"))
    await page.page.getByText("Its main process ended with exit code 0").waitFor()
    told.close()
  })

  test("a flood of forks is stopped by the limit, which is shown, and the page keeps working", async () => {
    const told = await start(page, named("fork-flood"))
    await eventually(() => told.world.run?.limits.length).toBeGreaterThan(0)
    await eventually(() => page.page.getByText(/limit/i).count()).toBeGreaterThan(0)
    await page.page.getByRole("tab", { name: "Events" }).click()
    told.close()
  })

  test("a flood of output is bounded, the dropped amount is shown, and the page keeps working", async () => {
    const told = await start(page, named("output-flood"))
    await eventually(() => told.world.run?.dropped.output ?? 0).toBeGreaterThan(0)
    await page.page.getByRole("tab", { name: "Terminal" }).click()
    await eventually(() => page.page.getByRole("contentinfo").textContent()).toMatch(/[1-9][\d,.]* \S*dropped/)
    await stop(told)
    told.close()
  })
})
