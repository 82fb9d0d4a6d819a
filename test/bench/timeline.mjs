/**
 * How smoothly the timeline moves over a recording of 300 processes and a million events: the time between two frames
 * in a real browser while the timeline is panned and zoomed and its lanes are scrolled. A browser draws at most 60
 * frames a second, so 16.7 ms is the minimum. Also printed: the page's own time per frame, which matters on a faster
 * screen.
 */
import { rmSync, statSync } from "node:fs"
import { join } from "node:path"
import { bundle, makeFolder } from "./_bundle.mjs"
import { makeEvents, recordForReal } from "./_events.mjs"

const EVENTS = 1_000_000
const PROCESSES = 300
const FRAMES = 180
/** Target for the time between two frames, ms: 16.7 at 60 frames a second, plus some slack for a busy machine. */
const GOAL = 17.5
const OURS = {
  Log: "server/src/log/log.ts",
  Recorder: "server/src/recording/recorder.ts",
  startServer: "test/support/server.ts",
  openBrowser: "test/support/browser.ts",
}

export default async function timeline() {
  const folder = makeFolder()
  const started = []
  try {
    const { startServer, openBrowser, ...recording } = await bundle(folder, OURS)
    const path = join(folder, "many.forkscope")
    await recordForReal(recording, makeEvents(EVENTS, PROCESSES), path)
    console.log(
      `  a recording of ${EVENTS} events of ${PROCESSES} processes, ${(statSync(path).size / 1e6).toFixed(0)} MB`,
    )
    const server = await startServer({ env: { XDG_DATA_HOME: folder } })
    started.push(server.stop)
    const browser = await openBrowser([], true)
    started.push(browser.close)
    const page = await browser.context.newPage()
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.goto(server.address)
    const seconds = await open(page, path)
    console.log(`  opened and read in ${seconds.toFixed(1)} s`)
    await page.keyboard.press("t")
    const box = await page.locator(".fs-sheets").boundingBox()
    await page.mouse.move(box.x + box.width / 2, box.y + 100)
    const rows = {}
    for (const [name, gesture] of Object.entries(GESTURES)) rows[name] = await measure(page, gesture)
    console.table(rows)
    const worst = Math.max(...Object.values(rows).map((row) => row["median ms"]))
    console.log(`  ${worst <= GOAL ? "met" : "missed"}: 60 frames a second (median ≤ ${GOAL} ms)`)
  } finally {
    for (const stop of started.reverse()) await stop()
    rmSync(folder, { recursive: true })
  }
}

/**
 * The wheel event of frame `n` of `all`, forth and back. Each gesture begins with this part of the whole time in view.
 */
const GESTURES = {
  "zoom in and out": { part: 1, wheel: (n, all) => ({ ctrlKey: true, deltaY: n < all / 2 ? -40 : 40 }) },
  "pan, half of it in sight": { part: 1 / 2, wheel: (n, all) => ({ shiftKey: true, deltaY: n < all / 2 ? 12 : -12 }) },
  "pan, a 16th of it": { part: 1 / 16, wheel: (n, all) => ({ shiftKey: true, deltaY: n < all / 2 ? 12 : -12 }) },
  "scroll the lanes": { part: 1, wheel: (n, all) => ({ deltaY: n < all / 2 ? 40 : -40 }) },
}

async function measure(page, { part, wheel }) {
  await page.keyboard.press("f")
  for (let shown = 1; shown > part; shown /= 2) await page.keyboard.press("w")
  const wheels = Array.from({ length: FRAMES }, (_, n) => wheel(n, FRAMES))
  const { gaps, works } = await page.evaluate(async (wheels) => {
    const section = document.querySelector(".fs-lanes")
    const { left, top } = section.getBoundingClientRect()
    const gaps = []
    const works = []
    let before = await new Promise(requestAnimationFrame)
    for (const wheel of wheels) {
      const event = new WheelEvent("wheel", {
        clientX: left + 700,
        clientY: top + 100,
        cancelable: true,
        bubbles: true,
        ...wheel,
      })
      section.dispatchEvent(event)
      if (!event.defaultPrevented) section.scrollTop += wheel.deltaY
      const now = await new Promise(requestAnimationFrame)
      // The rest of this frame's work, painting included, happens before the next macrotask.
      const channel = new MessageChannel()
      const done = new Promise((resolve) => {
        channel.port1.onmessage = resolve
      })
      channel.port2.postMessage(null)
      await done
      works.push(performance.now() - now)
      gaps.push(now - before)
      before = now
    }
    return { gaps, works }
  }, wheels)
  const sorted = gaps.slice(5).sort((one, other) => one - other)
  const at = (share) => Number(sorted[Math.floor(share * (sorted.length - 1))].toFixed(1))
  const work = works.slice(5).sort((one, other) => one - other)
  return {
    "median ms": at(0.5),
    "p95 ms": at(0.95),
    "worst ms": at(1),
    "own work, median ms": Number(work[work.length >> 1].toFixed(1)),
  }
}

/** @returns seconds until the recording is read completely. */
async function open(page, path) {
  const begun = performance.now()
  await page.locator("input[type=file]").setInputFiles(path)
  await page.getByText(/^reading \d+ %$/).waitFor({ timeout: 60_000 })
  await page.getByText(/^reading \d+ %$/).waitFor({ state: "detached", timeout: 300_000 })
  return (performance.now() - begun) / 1000
}
