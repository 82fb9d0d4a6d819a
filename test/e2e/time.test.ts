import { execFileSync } from "node:child_process"
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { pathToFileURL } from "node:url"
import { EMPTY_WORLD, fold, type World } from "@forkscope/shared/world"
import type { Locator, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { eventually, type LabPage, openLabPage, toTheEnd, worldOf } from "../support/page.ts"
import { record, recordedRuns } from "../support/recorded.ts"
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

/** Keeps a pool of three busy for about ten seconds. */
const MORE = "for (let i = 0; i < 40; i++) pool.applyAsync(worker, [i])"

const bar = () => lab.page.getByRole("toolbar", { name: "Time" })
const button = (name: string) => bar().getByRole("button", { name, exact: true })
const seqIn = async (bar: Locator) =>
  Number(/event ([\d,]+)/.exec((await bar.textContent()) ?? "")?.[1]?.replaceAll(",", ""))
const seq = () => seqIn(bar())
const playhead = () => bar().getByRole("slider", { name: "Playhead" })
const at = async () => Number(await playhead().inputValue())
const status = () => lab.page.getByRole("banner").getByRole("status")

/** The accessible names of everything drawn. */
const boxesOf = (page: Page) =>
  page
    .getByRole("region", { name: "The program as one picture" })
    .getByRole("button")
    .evaluateAll((all) => all.map((one) => one.ariaLabel))

/** The page's position in time, its selection and its open panel. */
async function standsAt(page: Page) {
  const textOf = (role: Locator) => role.textContent({ timeout: 1000 }).catch(() => null)
  return {
    seq: await seqIn(page.getByRole("toolbar", { name: "Time" })).catch(() => Number.NaN),
    time: await textOf(page.getByRole("banner").getByRole("status")),
    selected: await textOf(page.getByRole("region", { name: "Inspector" }).getByRole("heading", { level: 2 }).first()),
    tab: await textOf(page.getByRole("tab", { selected: true })),
  }
}

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

  test("can be dragged to the beginning, where nothing exists yet, and to a moment in which slots are at work", async () => {
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

  test("plays from where it is, faster if asked, in every panel, and is live when it has caught up", async () => {
    await playhead().press("Home")
    await eventually(at).toBe(0)
    await bar().getByRole("combobox", { name: "Speed" }).selectOption("8")
    await button("Play").click()
    await eventually(() => status().textContent()).toBe("Playing")
    await eventually(() => lab.box(/^slot \d, \d+/).count()).toBe(3)
    await eventually(() => status().textContent()).toBe("Live")
    expect(lab.page.url()).not.toMatch(/recording|at=/)
    const now = await seq()
    await lab.type(MORE)
    await eventually(seq).toBeGreaterThan(now)
  })

  test("plays beyond the moment in which it was stopped, for as long as the run goes on", async () => {
    await button("Pause").click()
    await eventually(() => status().textContent()).toBe("Paused")
    const stopped = await at()
    const age = async () => {
      const text = await lab.page.getByRole("navigation").getByRole("button", { name: /^Pool/ }).textContent()
      const [, minutes, seconds] = /(\d+):(\d\d)/.exec(text ?? "") ?? []
      return Number(minutes) * 60 + Number(seconds)
    }
    const before = await age()
    await eventually(age).toBeGreaterThan(before + 4)
    await bar().getByRole("combobox", { name: "Speed" }).selectOption("1")
    await button("Play").click()
    await eventually(at).toBeGreaterThan(stopped + 1_000_000)
    expect(await status().textContent()).toBe("Playing")
    expect(Number(await playhead().getAttribute("max"))).toBeGreaterThan(stopped + 3_000_000)
  })
})

describe("a link", () => {
  test("to a live run opens it live, with the selection and the tab", async () => {
    await button("Live").click()
    await lab.select(/^slot 2/)
    await lab.page.getByRole("tab", { name: "Table" }).click()
    const live = { time: "Live", tab: "Table", selected: expect.stringContaining("PoolWorker-2") }
    await eventually(() => standsAt(lab.page)).toMatchObject(live)
    const before = await standsAt(lab.page)
    await lab.page.reload()
    await eventually(() => standsAt(lab.page)).toMatchObject({ ...before, seq: expect.any(Number) })
    await button("Pause").waitFor()
  })

  test.each(["Pause", "One event back"])("to the moment after %s opens there", async (action) => {
    await button(action).click()
    await eventually(() => status().textContent()).toBe("Paused")
    await eventually(async () => lab.page.url().includes(`at=${await seq()}`)).toBe(true)
    const before = await standsAt(lab.page)
    await lab.page.reload()
    await eventually(() => standsAt(lab.page)).toEqual(before)
    await button("Live").waitFor()
  })
})

describe("a recording", () => {
  let end: World

  test("of a run that has ended is in the list, is renamed there, and shows the world that was live", async () => {
    const { page } = lab
    await button("Live").click()
    await page.getByRole("button", { name: /^Stop Pool/ }).click()
    const row = page
      .getByRole("navigation")
      .getByRole("button", { name: /^Pool\(3\), ten tasks \d/ })
      .last()
    await row.waitFor()
    await eventually(() => status().textContent()).toBe("Ended")
    end = await worldOf(page)
    expect(end.run?.ended).not.toBeNull()
    await page.getByRole("button", { name: /^Edit Pool/ }).click()
    await page.getByRole("textbox", { name: "Name" }).fill("the first pool")
    await page.keyboard.press("Enter")
    await page
      .getByRole("button", { name: /^the first pool/ })
      .first()
      .click()
    await eventually(() => status().textContent()).toBe("Paused")
    await toTheEnd(page)
    await page.keyboard.press("Escape")
    await eventually(() => lab.inspector.textContent()).toContain("50 submitted")
    await lab.box(/^slot 1/).waitFor()
    await button("Back to the runs").waitFor()
    expect(await worldOf(page)).toEqual(end)
  })

  test("has links to its moments", async () => {
    await lab.select(/^slot 1/)
    await button("One event back").click()
    await eventually(async () => lab.page.url().includes(`at=${await seq()}`)).toBe(true)
    const before = await standsAt(lab.page)
    await lab.page.reload()
    await eventually(() => standsAt(lab.page)).toEqual(before)
    await button("Back to the runs").waitFor()
  })

  test("from elsewhere is opened by dropping its file, and a file that is not a recording is refused", async () => {
    const { page } = lab
    await button("Back to the runs").click()
    const input = page.getByLabel("Open a recording").last()
    await input.setInputFiles({ name: "x.forkscope", mimeType: "text/plain", buffer: Buffer.from("hello") })
    await page.getByText("got text that begins with “hello”").waitFor()
  })
})

describe("a saved page", () => {
  const folder = () => join(data, "forkscope", "recordings")

  /** Saves a recording as a web page and opens it from the disk; the page may request nothing but itself. */
  async function openSaved(recording: string): Promise<Page> {
    const html = join(data, `${basename(recording)}.html`)
    execFileSync(process.execPath, [CLI, "export", recording, "--to", "html", "-o", html])
    const page = await lab.page.context().newPage()
    page.on("request", (request) => asked.push(request.url()))
    page.on("pageerror", (error) => errors.push(error))
    await page.goto(pathToFileURL(html).href)
    await page.getByRole("toolbar", { name: "Time" }).waitFor()
    return page
  }
  const [asked, errors]: [string[], Error[]] = [[], []]

  afterEach(() => {
    expect(asked.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([])
    expect(errors).toEqual([])
  })

  test("shows the world that was live, in the same words, with no server and no network", async () => {
    const [file = ""] = readdirSync(folder())
    await lab.page
      .getByRole("button", { name: /^the first pool/ })
      .first()
      .click()
    await toTheEnd(lab.page)
    await lab.page.keyboard.press("Escape")
    const live = await worldOf(lab.page)
    // A page behind another one does not draw: this one has to be drawn before the other is opened.
    await eventually(() => boxesOf(lab.page)).toContainEqual(expect.stringMatching(/^MainProcess.* ended/))
    const drawn = await boxesOf(lab.page)
    const page = await openSaved(join(folder(), file))
    await toTheEnd(page)
    await eventually(async () => (await worldOf(page)).seq).toBe(live.seq)
    expect(await worldOf(page)).toEqual(live)
    await eventually(() => boxesOf(page)).toEqual(drawn)
    expect(await page.getByRole("region", { name: "Inspector" }).textContent()).toBe(await lab.inspector.textContent())
    await page.close()
  })

  test("has links to its moments, and goes back to where it was", async () => {
    const [file = ""] = readdirSync(folder())
    const page = await openSaved(join(folder(), file))
    await page.getByRole("tab", { name: "Table" }).click()
    const end = await standsAt(page)
    const box = page
      .getByRole("region", { name: "The program as one picture" })
      .getByRole("button", { name: /^slot 2/ })
    await box.first().focus()
    await page.keyboard.press("Enter")
    await page.getByRole("toolbar", { name: "Time" }).getByRole("button", { name: "One event back" }).click()
    await eventually(async () => page.url().includes(`at=${(await standsAt(page)).seq}`)).toBe(true)
    const before = await standsAt(page)
    expect(before).toMatchObject({ tab: "Table", selected: expect.stringContaining("PoolWorker-2") })
    await page.reload()
    await eventually(() => standsAt(page)).toEqual(before)
    await page.goBack()
    await eventually(() => standsAt(page)).toEqual(end)
    await page.close()
  })

  test.each(recordedRuns())(
    "of the recorded run $name shows the world that its events make",
    async ({ name, events }) => {
      const path = join(data, `${name}.forkscope`)
      writeFileSync(path, await record(events))
      const page = await openSaved(path)
      await toTheEnd(page)
      expect(await worldOf(page)).toEqual(fold(EMPTY_WORLD, events))
      await page.close()
    },
  )
})
