import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { eventually, type LabPage } from "../support/page.ts"
import { named, openProgramsPage, programs, sourceOf, start } from "./programs.ts"

let page: LabPage

beforeAll(async () => {
  page = await openProgramsPage()
})
afterAll(() => page?.close())

async function stop(): Promise<void> {
  const { page: window } = page
  const stopping = window.getByRole("button", { name: /^(Stop|End)/ }).first()
  if (await stopping.isVisible()) await stopping.click()
}

describe("a program that misbehaves", () => {
  for (const program of programs.filter(({ finding }) => finding !== null)) {
    test(`${program.id} gets its finding, with the right processes and lines, within two seconds`, async () => {
      const told = await start(page, program)
      const kind = program.finding as string
      const { processes = [], lines = [], also = [] } = program.holds ?? {}
      const card = page.inspector.locator(`[data-kind="${kind}"]`).first()
      await card.waitFor()
      const shownAt = Date.now()
      const find = () => told.findings().find((one) => one.kind === kind)
      await eventually(() => find()?.kind).toBe(kind)
      const finding = find()
      const kinds: string[] = told.findings().map((one) => one.kind)
      expect(kinds.filter((one) => one !== kind && !also.includes(one))).toEqual([])
      const since = (told.world.run?.wallClock ?? 0) + (finding?.since ?? 0) / 1000
      const isHang = finding?.severity === "hang"
      // Busy processes are judged once each has had some CPU time, which other programs on the machine may delay.
      const begun = kind === "oversubscribed" ? told.computed(finding?.processes ?? [], 600_000) : (finding?.since ?? 0)
      // By the run's own clock: a program that does not hang may use all cores, which delays the page.
      expect(told.kindsAt(Math.min(told.now, begun + (isHang ? 2_000_000 : 5_000_000)))).toContain(kind)
      // The page shows a finding only when it checks, and on a busy machine it checks later.
      if (isHang) expect(shownAt - since).toBeLessThan(10_000)

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

test("after a hanging run is stopped, the reason can still be read", async () => {
  const told = await start(page, named("deadlock-locks"))
  const card = page.inspector.locator('[data-kind="deadlock"]')
  await card.waitFor()
  await page.page
    .getByRole("button", { name: /^(Stop|End)/ })
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
    await stop()
    told.close()
  })
})
