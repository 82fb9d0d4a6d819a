import type { Fact, ForkscopeEvent } from "@forkscope/shared/events"
import { checkInvariants, EMPTY_WORLD, fold } from "@forkscope/shared/world"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { Log } from "../../../server/src/log/log.ts"

const said = (text: string, at = 0): Fact => ({ type: "output.written", at, src: "run", stream: "stdout", text })

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function listening(log: Log) {
  const frames: ForkscopeEvent[][] = []
  const stop = log.subscribe((events) => {
    expect(log.world.seq, "the world already holds what the frame tells").toBe(events.at(-1)?.seq)
    frames.push([...events])
  })
  return { frames, stop }
}

describe("a log", () => {
  it("numbers facts from 1 without gaps, in the order of their arrival", () => {
    const log = new Log()
    expect([said("a", 30), said("b", 10), said("c", 20)].map((fact) => log.append(fact).seq)).toEqual([1, 2, 3])
    log.flush()
    expect(log.tail(10).map(({ seq, at }) => [seq, at])).toEqual([
      [1, 30],
      [2, 10],
      [3, 20],
    ])
    expect(log.world.at).toBe(30)
  })

  it("notifies its subscribers once per frame of 33 ms", () => {
    const log = new Log()
    const { frames } = listening(log)
    const begun = performance.now()
    for (let ms = 0; ms < 990; ms++) {
      log.append(said(`${ms}`))
      vi.advanceTimersByTime(1)
    }
    vi.advanceTimersByTime(33)
    expect(frames.length).toBeGreaterThanOrEqual(29)
    expect(frames.length).toBeLessThanOrEqual(Math.ceil((performance.now() - begun) / 33) + 1)
    expect(frames.flat().map(({ seq }) => seq)).toEqual(Array.from({ length: 990 }, (_, index) => index + 1))
  })

  it("delivers the first event after a pause at once", () => {
    const log = new Log()
    const { frames } = listening(log)
    vi.advanceTimersByTime(1000)
    log.append(said("a"))
    vi.advanceTimersByTime(5)
    expect(frames).toHaveLength(1)
  })

  it("updates its world and its past together, a frame at a time", () => {
    const log = new Log()
    log.append(said("a"))
    expect([log.seq, log.world.seq, log.tail(9).length]).toEqual([1, 0, 0])
    vi.advanceTimersByTime(40)
    expect([log.seq, log.world.seq, log.tail(9).length]).toEqual([1, 1, 1])
    expect(log.world).toEqual(fold(EMPTY_WORLD, log.tail(9)))
    checkInvariants(log.world)
  })

  it("keeps the newest 20 000 events", () => {
    const log = new Log()
    for (let n = 1; n <= 45_678; n++) log.append(said(`${n}`))
    log.flush()
    const seqs = log.tail(50_000).map(({ seq }) => seq)
    expect([seqs.length, seqs[0], seqs.at(-1)]).toEqual([20_000, 25_679, 45_678])
    expect(seqs.every((seq, place) => place === 0 || seq === (seqs[place - 1] as number) + 1)).toBe(true)
    expect(log.tail(3).map(({ seq }) => seq)).toEqual([45_676, 45_677, 45_678])
    expect(log.tail(0)).toEqual([])
  })

  it("stops notifying a subscriber that unsubscribed, and all subscribers once it is closed", () => {
    const log = new Log()
    const first = listening(log)
    const second = listening(log)
    log.append(said("a"))
    log.flush()
    first.stop()
    log.append(said("b"))
    log.close()
    expect(log.append(said("late")).seq).toBe(3)
    vi.advanceTimersByTime(1000)
    expect([first.frames.length, second.frames.length, log.world.seq]).toEqual([1, 2, 2])
    expect(vi.getTimerCount()).toBe(0)
  })
})
