import type { ForkscopeEvent } from "@forkscope/shared/events"
import { EMPTY_WORLD, fold } from "@forkscope/shared/world"
import { beforeEach, describe, expect, test } from "vitest"
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

const worldAt = (seq: number) => fold(EMPTY_WORLD, events.slice(0, seq))
const shown = () => facts.getState().world

beforeEach(async () => {
  tick = null
  player = new Player(time, facts, new Frames(facts, (callback) => callback()), (onFrame) => {
    tick = onFrame
    return () => {
      tick = null
    }
  })
  const bytes = await record(events, [40], { memberLength: 5000, checkpointAfter: 9000 })
  await player.open(bytes, { id: "x", run: null })
})

describe("a recording in the page", () => {
  test("opens at its end, with the world that was live and its newest events", () => {
    expect(shown()).toEqual(worldAt(events.length))
    expect(facts.getState().events.at(-1)).toEqual(events.at(-1))
    expect(time.getState()).toMatchObject({ isPlaying: false, damage: null })
  })

  test("goes to any event and to any time", async () => {
    await player.seek(57)
    expect(shown()).toEqual(worldAt(57))
    await player.seekTime(500_000)
    expect(shown().at).toBeLessThanOrEqual(500_000)
    expect(shown()).toEqual(worldAt(shown().seq))
  })

  test("steps from one event that is no measurement to the next, and back to where it was", async () => {
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

  test("is refused where it is none, and what was shown stays", async () => {
    await player.seek(30)
    await expect(player.open(new TextEncoder().encode("hello"), { id: null, run: null })).rejects.toThrow(
      "Expected a recording",
    )
    expect(shown()).toEqual(worldAt(30))
  })
})
