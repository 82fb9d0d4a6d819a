import type { ForkscopeEvent } from "@forkscope/shared/events"
import { MEMBER_HEAD, readMember } from "@forkscope/shared/recording"
import { EMPTY_WORLD, fold, isAlive, type World } from "@forkscope/shared/world"
import { beforeEach, describe, expect, test, vi } from "vitest"
import { createFacts } from "../../../client/src/store/facts.ts"
import { Frames } from "../../../client/src/store/frames.ts"
import { Player } from "../../../client/src/store/player.ts"
import { createTime } from "../../../client/src/store/time.ts"
import { record, recordedRuns } from "../../support/recorded.ts"

const { events } = recordedRuns().find(({ name }) => name.startsWith("pool")) ?? { events: [] as ForkscopeEvent[] }
const facts = createFacts()
const time = createTime()
let tick: ((now: number) => void) | null = null
let player: Player
let bytes: Uint8Array
const onNow = vi.fn()

const worldAt = (seq: number) => fold(EMPTY_WORLD, events.slice(0, seq))
const shown = () => facts.getState().world

beforeEach(async () => {
  tick = null
  onNow.mockClear()
  player = new Player(time, facts, new Frames(facts, (callback) => callback()), {
    onNow,
    ticker: (onFrame) => {
      tick = onFrame
      return () => {
        tick = null
      }
    },
  })
  bytes = await record(events, [40], { memberLength: 5000, checkpointAfter: 9000 })
  await player.open(bytes, { id: "x", run: null, seq: events.length })
})

describe("a recording in the page", () => {
  test("opens at an event, with the world that was live and its newest events", () => {
    expect(shown()).toEqual(worldAt(events.length))
    expect(facts.getState().events.at(-1)).toEqual(events.at(-1))
    expect(time.getState()).toMatchObject({ isPlaying: false, damage: null })
  })

  test("opens where most of its processes are alive and at work, unless a place was asked for", async () => {
    await player.open(bytes, { id: "x", run: null })
    const active = ({ processes, tasks }: World) =>
      Object.values(processes).filter(isAlive).length +
      Object.values(tasks).filter(({ state }) => state === "running").length
    const most = Math.max(...events.map(({ seq }) => active(worldAt(seq))))
    expect(active(shown())).toBe(most)
    expect(shown().seq).toBeLessThan(events.length)
  })

  test("goes to any event and to any time", async () => {
    await player.seek(57)
    expect(shown()).toEqual(worldAt(57))
    await player.seekTime(500_000)
    expect(shown().at).toBeLessThanOrEqual(500_000)
    expect(shown()).toEqual(worldAt(shown().seq))
  })

  test("steps from event to event without stopping at measurements, and back to where it was", async () => {
    await player.seek(60)
    const told = [60]
    for (let steps = 0; steps < 5; steps++) {
      await player.step(1)
      told.push(shown().seq)
    }
    expect(told).toEqual([...new Set(told)].toSorted((a, b) => a - b))
    for (const seq of told.slice(1, -1).toReversed()) {
      await player.step(-1)
      expect(shown().seq).toBe(seq)
    }
  })

  test("stays at its ends", async () => {
    await player.seek(0)
    await player.step(-1)
    expect(shown().seq).toBe(0)
    await player.seek(1e9)
    await player.step(1)
    expect(shown().seq).toBe(events.length)
  })

  test("plays at the speed that was asked for, and pauses at its end", async () => {
    await player.seek(0)
    player.setSpeed(2)
    await player.play()
    tick?.(1000)
    tick?.(1500)
    const due = events.findIndex(({ at }) => at > 1_000_000)
    expect(shown()).toEqual(worldAt(due))
    expect(time.getState().isPlaying).toBe(true)
    tick?.(100_000)
    tick?.(100_016)
    expect(shown()).toEqual(worldAt(events.length))
    expect(time.getState().isPlaying).toBe(false)
  })

  test("of two places asked for at once, shows the newer one", async () => {
    await Promise.all([player.seek(100), player.seek(20)])
    expect(shown()).toEqual(worldAt(20))
  })

  test("is refused if it is not a valid recording, and the shown one stays", async () => {
    await player.seek(30)
    await expect(player.open(new TextEncoder().encode("hello"), { id: null, run: null })).rejects.toThrow(
      "Expected a recording",
    )
    expect(shown()).toEqual(worldAt(30))
  })
})

describe("a recording of a run that is not over", () => {
  /** The length of the file at each request for more of it. */
  let ends: number[]
  let asked: number[]
  const more = async (from: number) => {
    asked.push(from)
    return bytes.subarray(from, ends.shift() ?? from)
  }

  /** The end of the first member up to which at least this share of the events has happened. */
  function upTo(share: number): number {
    for (let offset = 0; ; ) {
      const member = readMember(bytes.subarray(offset, offset + MEMBER_HEAD), offset)
      if (!member) return offset
      offset += member.size
      if (member.seq >= share * events.length) return offset
    }
  }

  /** Advances the clock by a minute at a time until the recording stops playing. */
  async function playedOut() {
    let now = 0
    await expect
      .poll(() => {
        now += 60_000
        tick?.(now)
        return time.getState().isPlaying
      })
      .toBe(false)
  }

  beforeEach(async () => {
    asked = []
    ends = []
    bytes = await record(events, [10], { memberLength: 1000, checkpointAfter: 9000 })
    await player.open(bytes.slice(0, upTo(0.3)), { id: "x", run: "r1", more })
  })

  test("plays on from where it was stopped, and fetches only what is new", async () => {
    const { seq } = shown()
    ends = [upTo(0.6)]
    await player.play()
    expect(asked).toEqual([upTo(0.3)])
    expect(shown().seq).toBe(seq)
    tick?.(0)
    tick?.(60_000)
    expect(shown().seq).toBe(time.getState().recording?.seq)
    expect(shown()).toEqual(worldAt(shown().seq))
    expect(shown().seq).toBeGreaterThan(seq)
  })

  test("plays beyond the events that existed when it began, and ends with the run", async () => {
    await player.seek(10)
    ends = [upTo(0.6), bytes.length]
    await player.play()
    await playedOut()
    expect(asked).toEqual([upTo(0.3), upTo(0.6)])
    expect(shown()).toEqual(worldAt(events.length))
    expect(onNow).not.toHaveBeenCalled()
    await player.play()
    expect(shown().seq).toBe(0)
  })

  test("becomes live at once when no events have come since, or hardly any", async () => {
    await player.play()
    expect(onNow).toHaveBeenCalledTimes(1)
    await player.seek(10)
    ends = [upTo(0.35)]
    expect(ends[0]).toBeGreaterThan(upTo(0.3))
    await player.play()
    await playedOut()
    expect(onNow).toHaveBeenCalledTimes(2)
    expect(asked).toHaveLength(2)
  })

  test("steps on into events that came since", async () => {
    const { seq } = shown()
    ends = [upTo(0.6)]
    await player.step(1)
    expect(shown().seq).toBeGreaterThan(seq)
  })

  test("stays at a time that was chosen while more was being fetched", async () => {
    ends = [upTo(0.6)]
    const playing = player.play()
    await player.seek(5)
    await playing
    expect(shown().seq).toBe(5)
    expect(time.getState().isPlaying).toBe(false)
  })
})
