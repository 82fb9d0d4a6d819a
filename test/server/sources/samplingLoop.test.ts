import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { SamplingLoop } from "../../../server/src/sources/samplingLoop.ts"

let isWatched = false
/** CPU time of one beat, ms. */
let cost = 0
let beats = 0
let loop: SamplingLoop

beforeEach(() => {
  vi.useFakeTimers()
  isWatched = false
  beats = 0
  cost = 1
  loop = new SamplingLoop(
    () => isWatched,
    () => beats * cost,
  )
  loop.start(() => beats++)
})
afterEach(() => {
  loop.close()
  vi.useRealTimers()
})

function beatsIn(ms: number): number {
  const before = beats
  vi.advanceTimersByTime(ms)
  return beats - before
}

describe("the loop of a run", () => {
  it("beats 30 times a second at first, because most processes start then", () => {
    expect(beatsIn(300)).toBe(9)
  })

  it("beats 5 times a second when nothing happens and nobody watches", () => {
    vi.advanceTimersByTime(1000)
    expect(beatsIn(2000)).toBe(10)
  })

  it("while nobody watches, uses at most 2 % of a core, but beats at least once a second", () => {
    vi.advanceTimersByTime(1000)
    cost = 10
    vi.advanceTimersByTime(2000)
    expect(beatsIn(5000)).toBe(10)
    cost = 100
    vi.advanceTimersByTime(2000)
    expect(beatsIn(5000)).toBe(5)
    isWatched = true
    vi.advanceTimersByTime(1000)
    expect(beatsIn(3300)).toBe(100)
  })

  it("beats 30 times a second as long as somebody watches", () => {
    vi.advanceTimersByTime(1000)
    isWatched = true
    vi.advanceTimersByTime(200)
    expect(beatsIn(3300)).toBe(100)
  })

  it("is fast again for a while when something has happened", () => {
    vi.advanceTimersByTime(1000)
    loop.hasten()
    expect(beatsIn(33)).toBe(1)
    expect(beatsIn(231)).toBe(7)
    vi.advanceTimersByTime(1000)
    expect(beatsIn(2000)).toBe(10)
  })

  it("beats no more once it is closed, not even by its own beat", () => {
    loop.close()
    expect(beatsIn(5000)).toBe(0)
    const own = new SamplingLoop(() => true)
    own.start(() => own.close())
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(5000)
    own.hasten()
    expect(vi.getTimerCount()).toBe(0)
  })
})
