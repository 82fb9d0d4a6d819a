// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest"

let drawn: number
let stop: () => void

/** Starts an animation that never ends, where the user prefers reduced motion or does not. */
async function start(matches: boolean): Promise<typeof import("../../../client/src/motion/loop.ts")> {
  vi.stubGlobal("matchMedia", () => ({ matches }))
  const loop = await import("../../../client/src/motion/loop.ts")
  drawn = 0
  stop = loop.animate(() => {
    drawn++
    return true
  })
  return loop
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.resetModules()
})
afterEach(() => {
  stop()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test("an animation is drawn before every repaint", async () => {
  await start(false)
  vi.advanceTimersByTime(1000)
  expect(drawn).toBeGreaterThan(50)
})

test("where the user prefers reduced motion, it is drawn four times a second", async () => {
  await start(true)
  vi.advanceTimersByTime(1000)
  expect(drawn).toBe(4)
})

test("what the user does is drawn before the next repaint, also there", async () => {
  const { drawSoon } = await start(true)
  drawSoon()
  vi.advanceTimersByTime(20)
  expect(drawn).toBe(1)
})
