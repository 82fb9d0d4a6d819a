import { execFileSync } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Locator } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { axeFindings } from "../support/axe.ts"
import { LOOKS } from "../support/matrix.ts"
import { eventually, type LabPage, openLabPage } from "../support/page.ts"
import { python } from "../support/pythons.ts"
import { CLI } from "../support/server.ts"

const data = mkdtempSync(join(tmpdir(), "forkscope-compare-"))
const folder = join(data, "forkscope", "recordings")
const program = join(import.meta.dirname, "../programs/compare/pool.py")

/** What a program measured of itself, in seconds, and its duration as measured from outside. */
interface Said {
  wall: number
  cpu: number
  tasks: number
  outside: number
}
const said: Said[] = []
let lab: LabPage

/** Runs a pool of this many workers and records it under its own name. */
function recordPool(workers: number): Said {
  const begun = performance.now()
  const file = join(folder, `pool-of-${workers}.forkscope`)
  const args = [CLI, "run", "--headless", "--record", file, "--", python().path, program, String(workers)]
  const output = execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
  return { ...JSON.parse(output), outside: (performance.now() - begun) / 1000 }
}

beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  said.push(recordPool(2), recordPool(4))
  lab = await openLabPage({ env: { XDG_DATA_HOME: data } })
})
afterAll(async () => {
  await lab?.close()
  rmSync(data, { recursive: true, force: true })
})

const comparison = () => lab.page.getByRole("region", { name: "Comparison" })
const side = (name: "A" | "B") => comparison().getByRole("region", { name: new RegExp(`^${name} `) })
const cell = async (row: string, column: 1 | 2) =>
  (await comparison()
    .locator(`tr[data-row=${row}] td`)
    .nth(column - 1)
    .textContent()) ?? ""
const figure = async (row: string, column: 1 | 2) => Number(/[\d.]+/.exec(await cell(row, column))?.[0])
/** The times on the axis of a timeline. */
const ticks = (name: "A" | "B") => side(name).locator(".fs-tick").allTextContents()
const link = () => new URLSearchParams(new URL(lab.page.url()).hash.slice(1))
const boxOf = async (of: Locator) => (await of.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
const dialog = () => lab.page.getByRole("dialog", { name: /^Compare/ })
const figuresAreThere = () => comparison().getByRole("table").waitFor()

describe("two recordings", () => {
  test("are compared, chosen with the keyboard alone", async () => {
    const row = lab.page.getByRole("navigation").getByRole("button", { name: /pool\.py 2 with…$/ })
    await row.focus()
    await lab.page.keyboard.press("Enter")
    await dialog().waitFor()
    await lab.page.keyboard.type("pool.py 4")
    await eventually(() => dialog().locator("[data-combobox-selected]").textContent()).toContain("pool.py 4")
    await lab.page.keyboard.press("Enter")
    await figuresAreThere()
    expect(await side("A").getByRole("heading").textContent()).toMatch(/pool\.py 2$/)
    expect(await side("B").getByRole("heading").textContent()).toMatch(/pool\.py 4$/)
    expect(link().get("recording")).toBe("pool-of-2")
    expect(link().get("compare")).toBe("pool-of-4")
  })

  test.each([1, 2] as const)("have the figures that the programs measured themselves: %i", async (column) => {
    const { wall, cpu, tasks, outside } = said[column - 1] as Said
    expect(await figure("tasks", column)).toBe(tasks)
    expect(await figure("wall", column)).toBeGreaterThanOrEqual(Math.floor(wall * 100) / 100)
    expect(await figure("wall", column)).toBeLessThanOrEqual(outside)
    expect(Math.abs((await figure("taskRate", column)) - tasks / (await figure("wall", column)))).toBeLessThan(0.1)
    // A tolerance of 2 %, and 0.01 because the figure has two decimals.
    expect(await figure("cpu", column)).toBeGreaterThan(cpu * 0.98 - 0.01)
    expect(await figure("cpu", column)).toBeLessThan(cpu * 1.02 + 0.01)
    expect(await figure("memory", column)).toBeGreaterThan(1)
    // The main process waited only for the results, and shortly for the end of its workers.
    expect(await figure("waited", column)).toBeLessThanOrEqual(wall + 0.1)
  })

  test("have one process more than workers, and the greater number is marked with its factor", async () => {
    const [few, many] = [await figure("processes", 1), await figure("processes", 2)]
    expect(many - few).toBe(2)
    const ratio = comparison().locator("tr[data-row=processes] td").nth(2)
    expect(await ratio.textContent()).toBe(`B ${(many / few).toFixed(1)}×`)
  })

  test("are drawn side by side at one time, which can be moved by a slider and by the axis of each", async () => {
    const time = comparison().getByRole("slider", { name: "Time of both pictures" })
    const picture = (name: "A" | "B") =>
      comparison().getByRole("region", { name: new RegExp(`^The program as one picture.*, ${name} `) })
    const heads = () => comparison().locator(".fs-head-label").allTextContents()
    await eventually(() => picture("A").getByRole("button", { name: /^slot/ }).count()).toBe(2)
    await eventually(() => picture("B").getByRole("button", { name: /^slot/ }).count()).toBe(4)
    const [left, right] = [await boxOf(picture("A")), await boxOf(picture("B"))]
    expect(right.y).toBe(left.y)
    expect(right.x).toBeGreaterThan(left.x + left.width - 1)
    await time.fill("0")
    await eventually(heads).toEqual(["0.00 s", "0.00 s"])
    await eventually(() => picture("B").getByRole("button", { name: /^slot/ }).count()).toBe(0)
    const axis = await boxOf(side("B").locator(".fs-axis"))
    await lab.page.mouse.click(axis.x + axis.width * 0.5, axis.y + 8)
    await eventually(() => time.inputValue()).not.toBe("0")
    const [first] = await heads()
    expect(await heads()).toEqual([first, first])
    await eventually(() => picture("B").getByRole("button", { name: /^slot/ }).count()).toBe(4)
    // A selection in one run selects nothing in the other, which has other processes.
    await picture("A")
      .getByRole("button", { name: /^MainProcess/ })
      .press("Enter")
    const isPressed = (of: Locator) => of.locator("[aria-pressed=true]").count()
    expect(await isPressed(side("A"))).toBe(1)
    expect(await isPressed(side("B"))).toBe(0)
    expect(await isPressed(picture("B"))).toBe(0)
  })

  test("share one time window: when one is zoomed, dragged or brushed, both move", async () => {
    const whole = await ticks("A")
    expect(await ticks("B")).toEqual(whole)
    const sheet = await boxOf(side("A").locator(".fs-sheets"))
    await lab.page.mouse.move(sheet.x + sheet.width / 3, sheet.y + 30)
    await lab.page.keyboard.down("Control")
    await lab.page.mouse.wheel(0, -400)
    await lab.page.keyboard.up("Control")
    await eventually(() => ticks("A")).not.toEqual(whole)
    await eventually(async () => (await ticks("B")).join()).toBe((await ticks("A")).join())
    await eventually(() => link().get("window")).toMatch(/^\d+-\d+$/)
    const zoomed = link().get("window")
    await lab.page.mouse.down()
    await lab.page.mouse.move(sheet.x + sheet.width / 3 - 150, sheet.y + 32, { steps: 4 })
    await lab.page.mouse.up()
    await eventually(() => link().get("window")).not.toBe(zoomed)
    await lab.page.keyboard.press("f")
    await eventually(() => ticks("B")).toEqual(whole)
    await eventually(() => link().get("window")).toBe(null)
    const axis = await boxOf(side("B").locator(".fs-axis"))
    await lab.page.mouse.move(axis.x + axis.width * 0.2, axis.y + 8)
    await lab.page.mouse.down()
    await lab.page.mouse.move(axis.x + axis.width * 0.5, axis.y + 8, { steps: 4 })
    await lab.page.mouse.up()
    await eventually(() => ticks("A")).not.toEqual(whole)
    expect(await ticks("B")).toEqual(await ticks("A"))
  })

  test("are opened again by the link, with the same time window", async () => {
    await eventually(() => link().get("window")).toMatch(/^\d+-\d+$/)
    const [hash, before] = [link().toString(), await ticks("A")]
    await lab.page.reload()
    await figuresAreThere()
    await eventually(() => ticks("B")).toEqual(before)
    expect(link().toString()).toBe(hash)
    expect(await figure("tasks", 2)).toBe(said[1]?.tasks)
  })

  test.each(LOOKS)("axe finds nothing in the %s theme in %s", async (colorScheme, language) => {
    await lab.page.emulateMedia({ colorScheme })
    await lab.page.evaluate((value) => localStorage.setItem("forkscope.language", value), language)
    await lab.page.reload()
    await lab.page.getByRole("table").waitFor()
    expect(await axeFindings(lab.page)).toEqual([])
  })

  test("are closed with Escape, and the first is shown as before", async () => {
    await lab.page.keyboard.press("Escape")
    await eventually(() => comparison().count()).toBe(0)
    await lab.box(/^MainProcess/).waitFor()
    expect(link().get("compare")).toBe(null)
    expect(link().get("recording")).toBe("pool-of-2")
  })
})

describe("a run that is not over", () => {
  const state = () => side("A").getByRole("status").textContent()

  test("is compared up to now, as a text says, and again up to now on request", async () => {
    await lab.page
      .getByRole("navigation")
      .getByRole("button", { name: /^Pool\(3\), ten tasks running/ })
      .click()
    // An idle run gets no new events, so keep this one busy.
    await lab.type("for (;;) await sleep(0.05)")
    await lab.page.getByRole("heading", { level: 1 }).click()
    await lab.page.keyboard.press("Control+k")
    await lab.page.getByRole("dialog", { name: "Commands" }).waitFor()
    await lab.page.keyboard.type("compare with")
    await eventually(() => lab.page.locator("[data-combobox-selected]").textContent()).toMatch(/^Compare with/)
    await lab.page.keyboard.press("Enter")
    await dialog()
      .getByRole("option", { name: /pool\.py 4/ })
      .click()
    await figuresAreThere()
    await eventually(state).toMatch(/^goes on; taken up to [\d.]+ s$/)
    const first = await figure("wall", 1)
    await comparison().getByRole("button", { name: "Take it up to now again" }).click()
    await eventually(() => figure("wall", 1)).toBeGreaterThan(first)
  })

  test("is compared as a whole as soon as it is over", async () => {
    await lab.page.getByRole("button", { name: /^Stop Pool/ }).click()
    await eventually(state).toBe("")
    await figuresAreThere()
    // The page makes room for this message; wait for it, so that the next button does not move while it is clicked.
    await lab.page.getByText("The run was stopped").waitFor()
    expect(await comparison().getByRole("button", { name: "Take it up to now again" }).count()).toBe(0)
  })

  test("is replaced by the run that is chosen in the list", async () => {
    await lab.page
      .getByRole("navigation")
      .getByRole("button", { name: /^Pool\(3\), ten tasks ended/ })
      .click()
    await eventually(() => comparison().count()).toBe(0)
    expect(link().get("compare")).toBe(null)
  })
})

test("a file from elsewhere can be the second", async () => {
  const file = join(data, "elsewhere.forkscope")
  copyFileSync(join(folder, "pool-of-4.forkscope"), file)
  await lab.page
    .getByRole("navigation")
    .getByRole("button", { name: /pool\.py 2 with…$/ })
    .focus()
  await lab.page.keyboard.press("Enter")
  await dialog().locator("input[type=file]").setInputFiles(file)
  await figuresAreThere()
  expect(await side("B").getByRole("heading").textContent()).toMatch(/pool\.py 4$/)
  expect(await figure("tasks", 2)).toBe(said[1]?.tasks)
})
