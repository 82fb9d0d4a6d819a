import { readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Page } from "playwright-core"
import { createServer, type ViteDevServer } from "vite"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { axeFindings } from "../support/axe.ts"
import { openBrowser, type TestBrowser } from "../support/browser.ts"

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

describe.each(recordings)("the gallery of %s", (name) => {
  test.each([
    ["light", "en"],
    ["dark", "en"],
    ["light", "zh"],
    ["dark", "zh"],
  ])("draws every diagram, and axe finds nothing: %s, %s", async (theme, lang) => {
    const errors: string[] = []
    page.on("pageerror", (error) => errors.push(error.message))
    // Half way through: at its end a run has nobody left to draw.
    await page.goto(`${address}?name=${name}&theme=${theme}&lang=${lang}&at=1.5`)
    await page.locator(".gallery-stage [role=button]").first().waitFor()
    await page.locator(".gallery-cores svg").first().waitFor()
    await page.locator(".gallery-timeline canvas").first().waitFor()
    expect(await axeFindings(page)).toEqual([])
    expect(errors).toEqual([])
  })
})
