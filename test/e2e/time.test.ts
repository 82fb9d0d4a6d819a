import { execFileSync } from "node:child_process"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import type { Locator, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { eventually, type LabPage, openLabPage } from "../support/page.ts"
import { CLI } from "../support/server.ts"

const data = mkdtempSync(join(tmpdir(), "forkscope-time-"))
let lab: LabPage

beforeAll(async () => {
  lab = await openLabPage({ env: { XDG_DATA_HOME: data } })
})
afterAll(async () => {
  await lab?.close()
  rmSync(data, { recursive: true, force: true })
})

const bar = () => lab.page.getByRole("toolbar", { name: "Time" })
const button = (name: string) => bar().getByRole("button", { name, exact: true })
const seqIn = async (bar: Locator) =>
  Number(/event ([\d\u2009]+)/.exec((await bar.textContent()) ?? "")?.[1]?.replaceAll("\u2009", ""))
const seq = () => seqIn(bar())
const playhead = () => bar().getByRole("slider", { name: "Playhead" })
const at = async () => Number(await playhead().inputValue())
const status = () => lab.page.getByRole("banner").getByRole("status")

/** All that is drawn, in words. */
const boxesOf = (page: Page) =>
  page
    .getByRole("region", { name: "The program as one picture" })
    .getByRole("button")
    .evaluateAll((all) => all.map((one) => one.ariaLabel))

describe("time", () => {
  test("stops: the picture stays while the run goes on", async () => {
    await eventually(() => lab.box(/^slot \d, \d+/).count()).toBe(3)
    // All ten tasks of the first visit.
    await eventually(() => lab.box(/^t\d+/).count()).toBe(10)
    await button("Pause").click()
    await eventually(() => status().textContent()).toBe("Paused")
    const stopped = await seq()
    const age = () => lab.page.getByRole("navigation").getByRole("button", { name: /^Pool/ }).textContent()
    const before = await age()
    await eventually(age).not.toBe(before)
    expect(await seq()).toBe(stopped)
  })

  test("goes one event back and forth, and the address says where it is", async () => {
    const before = await seq()
    await button("One event back").click()
    await eventually(seq).toBeLessThan(before)
    const back = await seq()
    await eventually(() => lab.page.url()).toContain(`at=${back}`)
    await button("One event on").click()
    await eventually(seq).toBeGreaterThan(back)
    await button("One event back").click()
    await eventually(seq).toBe(back)
  })

  test("is dragged to the beginning, where nothing is there yet, and to a moment in which slots are at work", async () => {
    const { x, y, width, height } = (await playhead().boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
    const { mouse } = lab.page
    await mouse.move(x + width - 10, y + height / 2)
    await mouse.down()
    await mouse.move(x + width / 2, y + height / 2, { steps: 5 })
    await mouse.move(x - 5, y + height / 2, { steps: 5 })
    await eventually(() => lab.box(/^slot \d/).count()).toBe(0)
    await mouse.move(x + width, y + height / 2, { steps: 5 })
    await mouse.up()
    await eventually(() => lab.box(/^slot \d, \d+/).count()).toBe(3)
  })

  test("plays from where it is, faster if asked, every panel with it", async () => {
    await playhead().press("Home")
    await eventually(at).toBe(0)
    await bar().getByRole("combobox", { name: "Speed" }).selectOption("8")
    await button("Play").click()
    const end = Number(await playhead().getAttribute("max"))
    await eventually(at).toBeGreaterThanOrEqual(end - 1000)
    await eventually(() => lab.box(/^slot \d, \d+/).count()).toBe(3)
    await button("Play").waitFor()
  })

  test("a link to a moment opens there", async () => {
    await button("One event back").click()
    const place = await seq()
    await eventually(() => lab.page.url()).toContain(`at=${place}`)
    await lab.page.reload()
    await eventually(seq).toBe(place)
    await eventually(() => status().textContent()).toBe("Paused")
  })

  test("goes back to now", async () => {
    await button("Live").click()
    await eventually(() => status().textContent()).toBe("Live")
    const now = await seq()
    await lab.type("1 + 1")
    await eventually(seq).toBeGreaterThan(now)
  })
})

describe("a recording", () => {
  test("of a run that has ended is in the list, is renamed there, and shows its end", async () => {
    const { page } = lab
    await page.getByRole("button", { name: /^Stop Pool/ }).click()
    const row = page
      .getByRole("navigation")
      .getByRole("button", { name: /^Pool\(3\), ten tasks \d/ })
      .last()
    await row.waitFor()
    await page.getByRole("button", { name: /^Rename Pool/ }).click()
    await page.getByRole("textbox", { name: /^Rename/ }).fill("the first pool")
    await page.keyboard.press("Enter")
    await page
      .getByRole("button", { name: /^the first pool/ })
      .first()
      .click()
    await eventually(() => status().textContent()).toBe("Paused")
    await eventually(() => lab.inspector.textContent()).toContain("10 submitted")
    await eventually(() => boxesOf(lab.page)).not.toEqual([])
    await lab.box(/^slot 1/).waitFor()
    await button("Back to the runs").waitFor()
  })

  test("saved as a web page plays from the disk with no server and no network, with the same end", async () => {
    const folder = join(data, "forkscope", "recordings")
    const [file] = readdirSync(folder)
    const html = join(data, "saved.html")
    execFileSync(process.execPath, [CLI, "export", join(folder, file ?? ""), "--to", "html", "-o", html])
    const end = await seq()
    const facts = await lab.inspector.textContent()
    const boxes = await boxesOf(lab.page)
    const page = await lab.page.context().newPage()
    const asked: string[] = []
    page.on("request", (request) => asked.push(request.url()))
    const errors: Error[] = []
    page.on("pageerror", (error) => errors.push(error))
    await page.goto(pathToFileURL(html).href)
    const time = page.getByRole("toolbar", { name: "Time" })
    await eventually(() => seqIn(time)).toBe(end)
    expect(await page.getByRole("region", { name: "Inspector" }).textContent()).toBe(facts)
    await eventually(() => boxesOf(page)).toEqual(boxes)
    expect(
      asked.filter((url) => !url.startsWith("file:") && !url.startsWith("data:") && !url.startsWith("blob:")),
    ).toEqual([])
    expect(errors).toEqual([])
    await page.close()
  })

  test("of anybody's is opened by dropping its file, and what is none says so", async () => {
    const { page } = lab
    await button("Back to the runs").click()
    const input = page.getByLabel("Open a recording").last()
    await input.setInputFiles({ name: "x.forkscope", mimeType: "text/plain", buffer: Buffer.from("hello") })
    await page.getByText("its first line is no header of one").waitFor()
  })
})
