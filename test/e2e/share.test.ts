import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { Recording } from "@forkscope/shared/recording"
import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { axeFindings } from "../support/axe.ts"
import { eventually, type LabPage, openLabPage } from "../support/page.ts"

const data = mkdtempSync(join(tmpdir(), "forkscope-share-"))
let lab: LabPage

beforeAll(async () => {
  lab = await openLabPage({ env: { XDG_DATA_HOME: data } })
  await lab.page.context().grantPermissions(["clipboard-read", "clipboard-write"])
  // The last of the ten tasks of the first visit.
  await lab.box(/^t9/).waitFor()
})
afterAll(async () => {
  await lab?.close()
  rmSync(data, { recursive: true, force: true })
})

const shareButton = (page: Page, name = "Share") => page.getByRole("banner").getByRole("button", { name })

async function choose(name: string, page = lab.page, menu = "Share"): Promise<void> {
  await shareButton(page, menu).click()
  await page.getByRole("menuitem", { name }).click()
}

/** Chooses a file in the menu. @returns the path of the saved file. */
async function saved(name: string, page = lab.page, menu = "Share"): Promise<string> {
  const download = page.waitForEvent("download")
  await choose(name, page, menu)
  const file = await download
  const path = join(data, file.suggestedFilename())
  await file.saveAs(path)
  return path
}

async function openRecording(file: string, page = lab.page): Promise<void> {
  await page.getByLabel("Open a recording").last().setInputFiles(file)
  await page.getByRole("button", { name: "Back to the runs" }).waitFor()
}

const clipboard = () => lab.page.evaluate(() => navigator.clipboard.readText())

describe("a link", () => {
  test("is copied with the keyboard alone, says what is shown, and holds no token", async () => {
    await lab.select(/^slot 1/)
    await shareButton(lab.page).focus()
    await lab.page.keyboard.press("Enter")
    await lab.page.getByRole("menuitem", { name: "Copy link" }).waitFor()
    expect(await axeFindings(lab.page)).toEqual([])
    await lab.page.keyboard.press("ArrowDown")
    await lab.page.keyboard.press("ArrowUp")
    await lab.page.keyboard.press("Enter")
    await lab.page.getByText("The link is on the clipboard").waitFor()
    const link = await clipboard()
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#run=r1&select=process\.\d+$/)
    await lab.page.keyboard.press("Escape")
    await lab.page.goto(link)
    await lab.inspector.getByRole("heading", { name: /PoolWorker/ }).waitFor()
  })

  test("for others lets them watch and share what they see, and change nothing", async () => {
    await choose("Copy read-only link")
    await eventually(clipboard).toContain("token=")
    const page = await lab.page.context().newPage()
    await page.goto(await clipboard())
    await page.getByText("You are watching with the read-only token").waitFor()
    await page
      .getByRole("region", { name: "Inspector" })
      .getByRole("heading", { name: /PoolWorker/ })
      .waitFor()
    const recording = await saved("Save recording", page)
    expect((await Recording.open(readFileSync(recording))).name).toBe("Pool(3), ten tasks")
    await shareButton(page).click()
    await page.getByRole("menuitem", { name: "Save as web page" }).waitFor()
    expect(await page.getByRole("menuitem", { name: "Copy read-only link" }).count()).toBe(0)
    await page.close()
  })
})

describe("a run that is not over", () => {
  test("is saved with all that happened until now", async () => {
    await lab.type("6 * 7")
    await lab.result("6 * 7", /42/)
    const recording = await Recording.open(readFileSync(await saved("Save recording")))
    const world = await recording.worldAt(recording.seq)
    expect(Object.values(world.lines).at(-1)).toMatchObject({ code: "6 * 7", value: "42" })
    expect(recording.damage).toBe(null)
  })

  test("is exported for Perfetto, and as events that open as a recording", async () => {
    const path = await saved("Export for Perfetto")
    expect(path).toMatch(/Pool-3-ten-tasks\.trace\.json$/)
    const names = JSON.parse(readFileSync(path, "utf8")).traceEvents.map(({ name }: { name: string }) => name)
    expect(names.filter((name: string) => /^worker\(\d\)$/.test(name))).toHaveLength(10)
    const events = await Recording.open(readFileSync(await saved("Export events")))
    expect(Object.values((await events.worldAt(events.seq)).tasks)).toHaveLength(10)
  })

  test("can be saved from the palette, which finds the format by name", async () => {
    const download = lab.page.waitForEvent("download")
    await lab.page.keyboard.press("Control+k")
    await lab.page.getByRole("textbox", { name: "What would you like to do?" }).fill("as svg")
    await lab.page.getByRole("option", { name: /^Save picture as SVG/ }).waitFor()
    await lab.page.keyboard.press("Enter")
    expect((await download).suggestedFilename()).toBe("Pool-3-ten-tasks.svg")
  })
})

describe("a web page", () => {
  test("plays from the disk with no server and no network, has no token, and can be shared again", async () => {
    const path = await saved("Save as web page")
    expect(readFileSync(path, "utf8")).not.toContain(lab.server.token)
    const page = await lab.page.context().newPage()
    const asked: string[] = []
    page.on("request", (request) => asked.push(request.url()))
    await page.goto(pathToFileURL(path).href)
    const stage = page.getByRole("region", { name: "The program as one picture" })
    await eventually(() => stage.getByRole("button", { name: /^t\d+/ }).count()).toBe(10)
    await shareButton(page).click()
    await page.getByRole("menuitem", { name: "Save recording" }).waitFor()
    expect(await page.getByRole("menuitem", { name: /link|web page/ }).count()).toBe(0)
    await page.keyboard.press("Escape")
    const trace = JSON.parse(readFileSync(await saved("Export for Perfetto", page), "utf8"))
    expect(trace.traceEvents.length).toBeGreaterThan(50)
    expect(readFileSync(await saved("Save picture as SVG", page), "utf8")).toContain("Pool(3), ten tasks")
    expect(asked.filter((url) => /^(http|ws)/.test(url))).toEqual([])
    await page.close()
  })

  test("can be made from a dropped file, which has no link", async () => {
    await openRecording(await saved("Save recording"))
    await shareButton(lab.page).click()
    const link = lab.page.getByRole("menuitem", { name: "Copy link" })
    expect(await link.isDisabled()).toBe(true)
    await lab.page.getByText("no link leads to it").waitFor()
    await lab.page.keyboard.press("Escape")
    expect(readFileSync(await saved("Save as web page"), "utf8")).toContain('id="forkscope-recording"')
    await lab.page.getByRole("button", { name: "Back to the runs" }).click()
    await lab.box(/^slot 1/).waitFor()
  })
})

describe("a picture", () => {
  /** What is visible in a picture: its texts and its background; and the outside resources it needs. */
  async function lookAt(path: string) {
    const page = await lab.page.context().newPage()
    await page.goto(pathToFileURL(path).href)
    const look = await page.evaluate(() => ({
      texts: [...document.querySelectorAll("text")].map((text) => text.textContent),
      background: document.querySelector("rect")?.getAttribute("fill"),
      size: [document.documentElement.getAttribute("width"), document.documentElement.getAttribute("height")].map(
        Number,
      ),
      fonts: [...document.fonts].map(({ family, status }) => `${family.replaceAll('"', "")} ${status}`),
    }))
    await page.close()
    return look
  }

  test.each(["light", "dark"] as const)(
    "in %s stands by itself, with the page's colours and fonts",
    async (colorScheme) => {
      await lab.page.emulateMedia({ colorScheme })
      const path = await saved("Save picture as SVG")
      const { texts, background, fonts } = await lookAt(path)
      expect(texts).toEqual(expect.arrayContaining(["Pool(3), ten tasks", "Results", "slot 1", "t9"]))
      expect(background).toBe(colorScheme === "dark" ? "#0d1015" : "#f5f6f8")
      expect(fonts).toEqual(expect.arrayContaining(["Inter Variable loaded", "JetBrains Mono Variable loaded"]))
      // These work only in a browser with our style sheets.
      expect(readFileSync(path, "utf8")).not.toMatch(/var\(|class=|color\(|foreignObject|href=/)
    },
  )

  test("as PNG is the same at twice the size", async () => {
    const { size } = await lookAt(await saved("Save picture as SVG"))
    const png = readFileSync(await saved("Save picture as PNG"))
    // The first chunk, IHDR, holds the size.
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(size.map((side) => side * 2))
    expect(png.length).toBeGreaterThan(20_000)
  })
})

test("in Chinese, whose characters need other fonts, a PNG shows every text of the picture", async () => {
  await lab.page.getByRole("toolbar", { name: "Time" }).getByRole("button", { name: "Pause" }).click()
  await eventually(() => lab.page.locator(".fs-flight").count()).toBe(0)
  await lab.page.getByRole("button", { name: "切换到中文" }).click()
  const png = await saved("图保存为 PNG", lab.page, "分享")
  const path = await saved("图保存为 SVG", lab.page, "分享")
  const page = await lab.page.context().newPage()
  await page.goto(pathToFileURL(path).href)
  await page.evaluate(() => document.fonts.ready)
  /**
   * For the area of every text, the pixels that differ from the background: as the browser draws them, and as saved.
   */
  const places = await page.evaluate(() =>
    [...document.querySelectorAll("text")]
      .map((text) => ({ text: text.textContent ?? "", box: text.getBoundingClientRect() }))
      .filter(({ text, box }) => text.trim() !== "" && box.width > 0)
      .map(({ text, box: { x, y, width, height } }) => ({ text, x, y, width, height })),
  )
  await page.close()
  expect(places.map(({ text }) => text)).toEqual(expect.arrayContaining(["结果", "待办任务", "t9"]))
  const empty = await lab.page.evaluate(
    async ({ source, places }) => {
      const image = new Image()
      image.src = source
      await image.decode()
      const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height })
      const context = canvas.getContext("2d")
      context?.drawImage(image, 0, 0)
      const isEmpty = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) => {
        const { data = [] } = context?.getImageData(x * 2, y * 2, width * 2, height * 2) ?? {}
        const dots = new Uint32Array(new Uint8ClampedArray(data).buffer)
        return new Set(dots).size < 4
      }
      return places.filter(isEmpty).map(({ text }) => text)
    },
    { source: `data:image/png;base64,${readFileSync(png).toString("base64")}`, places },
  )
  expect(empty).toEqual([])
})

test("a note can be written on a recording, and is part of everything saved from it", async () => {
  const { page } = lab
  const note = "Slot 2 waits longest.\nWhy?"
  await page.getByRole("button", { name: "Switch to English" }).click()
  await page.getByRole("button", { name: /^Stop Pool/ }).click()
  await page.getByRole("button", { name: /^Edit Pool/ }).click()
  await page.getByRole("textbox", { name: "Name" }).fill("three slots")
  await page.getByRole("textbox", { name: "Note" }).fill(note)
  await page.keyboard.press("Control+Enter")
  await page.getByRole("button", { name: /^three slots/ }).click()
  await page.getByRole("navigation").getByText(note).waitFor()
  await page.keyboard.press("Escape")
  await lab.inspector.getByText(note).waitFor()
  const path = await saved("Save as web page")
  expect(path).toMatch(/three-slots\.html$/)
  const saving = await page.context().newPage()
  await saving.goto(pathToFileURL(path).href)
  await saving.getByRole("region", { name: "Inspector" }).getByText(note).waitFor()
  await saving.close()
  const events = await Recording.open(readFileSync(await saved("Export events")))
  expect(events.label).toEqual({ name: "three slots", note })
})
