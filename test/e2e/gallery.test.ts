import { readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Page } from "playwright-core"
import { createServer, type ViteDevServer } from "vite"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { axeFindings } from "../support/axe.ts"
import { openBrowser, type TestBrowser } from "../support/browser.ts"
import { isFullMatrix, LOOKS } from "../support/matrix.ts"

const recordings = readdirSync(new URL("../recordings/", import.meta.url))
  .filter((file) => file.endsWith(".ndjson"))
  .map((file) => file.replace(".ndjson", ""))

let gallery: ViteDevServer
let browser: TestBrowser
let page: Page
let address: string

beforeAll(async () => {
  gallery = await createServer({
    configFile: fileURLToPath(new URL("../../client/gallery/vite.config.ts", import.meta.url)),
    server: { port: 0 },
    logLevel: "error",
  })
  await gallery.listen()
  address = gallery.resolvedUrls?.local[0] ?? ""
  browser = await openBrowser()
  page = await browser.context.newPage()
  await page.setViewportSize({ width: 1280, height: 900 })
})
afterAll(async () => {
  await browser?.close()
  await gallery?.close()
})

/** Loads the fonts of all texts, which axe measures: a browser begins to load a font when it first draws a text with it. */
async function loadFonts(): Promise<void> {
  await page.evaluate(async () => {
    const loads = [...document.querySelectorAll("body *")].map((one) => {
      const { fontStyle, fontWeight, fontSize, fontFamily } = getComputedStyle(one)
      return document.fonts.load(`${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`, one.textContent ?? "")
    })
    await Promise.all(loads)
  })
}

describe.each(recordings)("the gallery of %s", (name) => {
  // Each look for half of the recordings.
  const looks = LOOKS.filter((_, place) => isFullMatrix || place === recordings.indexOf(name) % LOOKS.length)
  test.each(looks)("draws every diagram, and axe finds nothing: %s, %s", async (theme, lang) => {
    const errors: string[] = []
    page.on("pageerror", (error) => errors.push(error.message))
    // Halfway through, because at its end a run has no processes left to draw.
    await page.goto(`${address}?name=${name}&theme=${theme}&lang=${lang}&at=1.5`)
    await page.locator(".fs-stage [role=button]").first().waitFor()
    await page.locator(".fs-cores svg").first().waitFor()
    await page.locator(".fs-timeline canvas").first().waitFor()
    await loadFonts()
    expect(await axeFindings(page)).toEqual([])
    expect(errors).toEqual([])
  })
})

describe("two runs beside each other", () => {
  const scene = (name: string) => page.getByRole("region", { name, exact: true })
  const boxes = (name: string) => scene(name).locator(".fs-stage [role=button]")
  const main = (name: string) =>
    scene(name)
      .locator(".fs-stage")
      .getByRole("button", { name: /^MainProcess/ })
  const selected = (name: string) => scene(name).locator("[role=button][aria-pressed=true]").count()
  const [left, right] = ["pool-of-three", "queue-of-three"] as const

  test.each([
    [1280, 900],
    [2400, 1200],
    [700, 600],
  ])(
    "are two scenes in one page of %i × %i px, each with its own names, and axe finds nothing",
    async (width, height) => {
      await page.setViewportSize({ width, height })
      await page.goto(`${address}?name=${left}&beside=${right}&at=1.5`)
      await boxes(left).first().waitFor()
      await boxes(right).first().waitFor()
      const ids = await page.locator("[id]").evaluateAll((elements) => elements.map(({ id }) => id))
      expect(new Set(ids).size).toBe(ids.length)
      expect(await scene(left).getByRole("button", { name: /^slot/ }).count()).toBeGreaterThan(0)
      expect(await scene(right).getByRole("button", { name: /^slot/ }).count()).toBe(0)
      expect(
        await scene(right)
          .getByRole("button", { name: /Queue\(/ })
          .count(),
      ).toBeGreaterThan(0)
      expect(await axeFindings(page)).toEqual([])
    },
  )

  test("each have their own selection, with the keyboard too", async () => {
    await page.goto(`${address}?name=${left}&beside=${right}&at=1.5`)
    await main(left).focus()
    await page.keyboard.press("Enter")
    expect(await selected(left)).toBeGreaterThan(0)
    expect(await selected(right)).toBe(0)
    await main(right).click()
    expect(await selected(left)).toBeGreaterThan(0)
    expect(await selected(right)).toBeGreaterThan(0)
    await main(right).press("Escape")
    expect(await selected(left)).toBeGreaterThan(0)
    expect(await selected(right)).toBe(0)
  })

  test("each play on their own clock", async () => {
    await page.goto(`${address}?name=${left}&beside=${right}&at=0.2&play=1`)
    const moments = async () =>
      await page.locator("[data-seq]").evaluateAll((runs) => runs.map((run) => Number(run.getAttribute("data-seq"))))
    const [a = 0, b = 0] = await moments()
    await expect.poll(async () => (await moments())[0], { timeout: 15_000 }).toBeGreaterThan(a)
    await expect.poll(async () => (await moments())[1], { timeout: 15_000 }).toBeGreaterThan(b)
  })
})
