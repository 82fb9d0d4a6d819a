import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { JSHandle, Locator } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { eventually, type LabPage, openLabPage, worldOf } from "../support/page.ts"

const data = mkdtempSync(join(tmpdir(), "forkscope-timeline-"))
let lab: LabPage

beforeAll(async () => {
  lab = await openLabPage({ moves: true, env: { XDG_DATA_HOME: data } })
})
afterAll(async () => {
  await lab?.close()
  rmSync(data, { recursive: true, force: true })
})

const timeline = () => lab.page.getByRole("region", { name: "Timeline" })
const bar = () => lab.page.getByRole("toolbar", { name: "Time" })
const lane = (name: string | RegExp) => timeline().getByRole("button", { name, exact: true })
const search = () => lab.page.getByRole("searchbox", { name: "Find in time" })
const link = () => new URLSearchParams(new URL(lab.page.url()).hash.slice(1))
const heading = () => lab.inspector.getByRole("heading", { level: 2 }).textContent()
const boxOf = async (of: Locator) => (await of.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
const axis = () => lab.page.locator(".fs-axis")
const sheets = () => lab.page.locator(".fs-sheets")
/** The stretch of time in the page's address, µs. */
const stretch = () => link().get("window")?.split("-").map(Number) ?? []
const length = () => (stretch()[1] ?? 0) - (stretch()[0] ?? 0)
/** The drawing as a data URL, to see whether it changed. */
const drawing = () =>
  sheets()
    .locator("canvas")
    .first()
    .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL())

/** The drawing on white, as 0 to 255 for each channel of each pixel; a handle, since the data stays in the page. */
const pixels = () =>
  sheets()
    .locator("canvas")
    .first()
    .evaluateHandle((canvas: HTMLCanvasElement) => {
      const context = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d")
      if (!context) throw new Error("Expected a canvas")
      context.fillStyle = "white"
      context.fillRect(0, 0, canvas.width, canvas.height)
      context.drawImage(canvas, 0, 0)
      return context.getImageData(0, 0, canvas.width, canvas.height).data
    })
/** The greatest difference between a channel of any pixel in two drawings. */
const difference = (one: JSHandle<Uint8ClampedArray>, other: JSHandle<Uint8ClampedArray>) =>
  lab.page.evaluate(
    ([one, other]) => one.reduce((most, value, place) => Math.max(most, Math.abs(value - (other[place] ?? 0))), 0),
    [one, other] as const,
  )

/** Pauses and shows the whole time, which then grows no more. */
async function holdStill() {
  await bar()
    .getByRole("button", { name: /^Pause/ })
    .click()
  await eventually(() => link().get("recording")).not.toBe(null)
  await lab.page.keyboard.press("f")
  await eventually(() => link().get("window")).toBe(null)
}

describe("the timeline", () => {
  test("has a lane for each process, slot and counter, and folds them", async () => {
    // All ten tasks of the first visit.
    await eventually(() => lab.box(/^t\d+/).count()).toBe(10)
    await lane(/^MainProcess/).waitFor()
    await eventually(() => lane(/^slot \d/).count()).toBe(3)
    await lab.page.getByRole("button", { name: "Fold pool busy" }).click()
    await eventually(() => lane(/^slot \d/).count()).toBe(0)
    await eventually(() => lane(/^pool busy/).textContent()).toContain("+3")
    await lab.page.getByRole("button", { name: "Unfold pool busy" }).click()
    await eventually(() => lane(/^slot \d/).count()).toBe(3)
  })

  test("fills most of the page on request, and returns to its size", async () => {
    const before = (await boxOf(timeline())).height
    await lab.page.keyboard.press("t")
    await eventually(async () => (await boxOf(timeline())).height).toBeGreaterThan(before * 1.8)
    await bar()
      .getByRole("button", { name: /^Small timeline/ })
      .click()
    await eventually(async () => (await boxOf(timeline())).height).toBeLessThan(before * 1.1)
  })

  test("finds a task by its name, selects it and zooms to it", async () => {
    await eventually(() => lab.inspector.textContent()).toContain("10 finished")
    await lab.type("pool.applyAsync(unreliable, [1])")
    await eventually(() => lab.inspector.textContent()).toContain("11 finished")
    await search().fill("unreliable(1)")
    await search().press("Enter")
    await eventually(heading).toBe("t10 unreliable(1)")
    expect(link().get("slice")).toMatch(/^\d+$/)
    await lab.fact("Came from").getByRole("button").waitFor()
    // Submitted, begun, ended.
    await eventually(() => lab.inspector.getByRole("listitem").count()).toBeGreaterThanOrEqual(3)
    await search().fill("no such thing")
    await search().press("Enter")
    await timeline().getByText("none").waitFor()
    await search().press("Escape")
  })

  test("says what is under the pointer, and selects what is clicked", async () => {
    const begins = 1e6 * Number.parseFloat((await lab.fact("Begins at").textContent()) ?? "")
    const took = (await lab.fact("Took").textContent()) ?? ""
    const micros = Number.parseFloat(took) * (took.endsWith(" ms") ? 1e3 : 1e6)
    await lab.inspector.getByRole("button", { name: "Look at it alone" }).click()
    // With the same length again on both sides. In a long run the search alone zooms in like this, because in the
    // whole run the task would be too small to see.
    await eventually(length).toBeGreaterThan(2 * micros)
    await eventually(length).toBeLessThan(4 * micros)
    const slot = timeline().locator("[data-selected]").first()
    const [row, sheet] = [await boxOf(slot), await boxOf(sheets())]
    const [x, y] = [sheet.x + (sheet.width * (begins + 50_000 - (stretch()[0] ?? 0))) / length(), row.y + 14]
    await lab.page.mouse.move(x, y)
    await lab.page.getByText("told by the program").first().waitFor()
    await lab.page.keyboard.press("Escape")
    await eventually(() => link().get("slice")).toBe(null)
    await lab.page.mouse.click(x, y)
    await eventually(heading).toContain("t10 unreliable(1)")
  })

  test("can be dragged, zoomed with the wheel and with keys, and shown as a whole again", async () => {
    await holdStill()
    const { x, y, width } = await boxOf(sheets())
    await lab.page.mouse.move(x + width / 3, y + 40)
    await lab.page.keyboard.down("Control")
    await lab.page.mouse.wheel(0, -400)
    await lab.page.keyboard.up("Control")
    await eventually(length).toBeGreaterThan(0)
    const zoomed = stretch()
    const drawn = await drawing()
    await lab.page.mouse.down()
    await lab.page.mouse.move(x + width / 3 + 120, y + 42, { steps: 4 })
    await lab.page.mouse.up()
    await eventually(() => stretch()[0]).toBeLessThan(zoomed[0] ?? 0)
    await eventually(drawing).not.toBe(drawn)
    const before = length()
    await lab.page.keyboard.press("w")
    await eventually(length).toBeLessThan(before)
    const [start = 0] = stretch()
    await lab.page.keyboard.press("d")
    await eventually(() => stretch()[0]).toBeGreaterThan(start)
    const [later = 0] = stretch()
    await lab.page.keyboard.press("a")
    await eventually(() => stretch()[0]).toBeLessThan(later)
    await bar()
      .getByRole("button", { name: /^All of it/ })
      .click()
    await eventually(() => link().get("window")).toBe(null)
    await bar().getByRole("button", { name: "Live", exact: true }).click()
  })

  test("shows the range that is brushed on its axis, also after a reload", async () => {
    const { x, y, width } = await boxOf(axis())
    await lab.page.mouse.move(x + width * 0.2, y + 8)
    await lab.page.mouse.down()
    await lab.page.mouse.move(x + width * 0.4, y + 8, { steps: 4 })
    await lab.page.locator(".fs-brush").waitFor()
    await lab.page.mouse.up()
    await eventually(length).toBeGreaterThan(0)
    const brushed = stretch()
    await lab.page.reload()
    await lane(/^MainProcess/).waitFor()
    expect(stretch()).toEqual(brushed)
    await eventually(() =>
      timeline()
        .getByText(/^\d+(\.\d+)? s$/)
        .count(),
    ).toBeGreaterThan(2)
  })

  test("goes to the moment that is clicked on its axis, and follows its playhead", async () => {
    await lab.page.keyboard.press("f")
    await eventually(() => link().get("window")).toBe(null)
    const { x, y, width } = await boxOf(axis())
    await lab.page.mouse.click(x + width * 0.3, y + 8)
    await eventually(() => link().get("at")).toMatch(/^\d+$/)
    const at = Number(link().get("at"))
    const head = lab.page.locator(".fs-head-label")
    const grip = await boxOf(head)
    await lab.page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2)
    await lab.page.mouse.down()
    await lab.page.mouse.move(x + width * 0.1, grip.y + grip.height / 2, { steps: 4 })
    await lab.page.mouse.up()
    await eventually(() => Number(link().get("at"))).toBeLessThan(at)
    await bar().getByRole("button", { name: "Live", exact: true }).click()
  })

  test("is the same picture after a little scrolling as after a complete repaint", async () => {
    // So many items that no arrows from put to get are drawn: arrows are repainted at every scroll.
    await lab.type("const q = new Queue(); for (let i = 0; i < 100; i++) { await q.put(i); await q.get() }")
    await eventually(async () => Object.values((await worldOf(lab.page)).queues)[0]?.gets).toBe(100)
    await holdStill()
    const top = await drawing()
    const scroll = (to: number) =>
      timeline().evaluate((section, to) => section.querySelector(".fs-lanes")?.scrollTo(0, to), to)
    await scroll(60)
    await eventually(drawing).not.toBe(top)
    const low = await drawing()
    await scroll(25)
    await eventually(drawing).not.toBe(low)
    const scrolled = await pixels()
    await lab.page.keyboard.press("w")
    await eventually(async () => difference(scrolled, await pixels())).toBeGreaterThan(100)
    await lab.page.keyboard.press("f")
    // At the edge of the repainted area half pixels are rounded.
    await eventually(async () => difference(scrolled, await pixels())).toBeLessThan(4)
    await bar().getByRole("button", { name: "Live", exact: true }).click()
  })

  test("shows what happened before the page began to watch", async () => {
    // More waits than a world keeps for a process.
    await lab.type("for (let i = 0; i < 500; i++) await sleep(0.001)")
    const found = async () => {
      await search().fill("")
      await search().fill("const pool = new Pool")
      await search().press("Enter")
      return timeline().locator("output").textContent()
    }
    await eventually(found).toBe("1/1")
    await eventually(async () => {
      await lab.page.reload()
      await lane(/^MainProcess/).waitFor()
      return found()
    }).toBe("none")
    await lab.page.locator("h1").click()
    await bar()
      .getByRole("button", { name: /^Look closer/ })
      .click()
    await bar()
      .getByRole("button", { name: /^Look from farther/ })
      .click()
    await eventually(found).toBe("1/1")
  })
})
