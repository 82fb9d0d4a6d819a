import { EMPTY_WORLD, fold, isMeasurement } from "@forkscope/shared/world"
import { describe, expect, test, vi } from "vitest"
import { createFacts } from "../../../client/src/store/facts.ts"
import { Frames } from "../../../client/src/store/frames.ts"
import { mainRun, numbered } from "../../support/events.ts"

/** Frames that are drawn when the test calls `draw`. */
function framesByHand() {
  const store = createFacts()
  const due: (() => void)[] = []
  const frames = new Frames(store, (callback) => due.push(callback))
  const draw = () => {
    for (const callback of due.splice(0)) callback()
  }
  return { store, frames, draw, due }
}

const put = (op: number) => ({ type: "sleep.started" as const, proc: 1, op, seconds: 1 })

describe("the store of facts", () => {
  test("folds all batches of a frame in order, in one change", () => {
    const { store, frames, draw, due } = framesByHand()
    const changes = vi.fn()
    store.subscribe(changes)
    const events = numbered(...mainRun(), put(1), put(2), put(3))
    frames.add(events.slice(0, 2))
    frames.add(events.slice(2, 4))
    frames.add(events.slice(4))
    expect(due).toHaveLength(1)
    expect(changes).not.toHaveBeenCalled()
    draw()
    expect(changes).toHaveBeenCalledTimes(1)
    expect(store.getState().world).toEqual(fold(EMPTY_WORLD, events))
    expect(store.getState().events).toEqual(events)
  })

  test("takes the past before the snapshot from a recording that is ahead of the drawn world", async () => {
    const { store, frames, draw } = framesByHand()
    const events = numbered(...mainRun(), put(1), put(2), put(3))
    frames.replace({ run: "r1", world: fold(EMPTY_WORLD, events.slice(0, 3)), tail: [] })
    const fromSnapshot = store.getState().history
    const completed = frames.complete(async (history) => void history.follow(events.slice(0, 4)))
    // The recording is read completely before the first of these events arrives.
    await new Promise((resolve) => setImmediate(resolve))
    frames.add(events.slice(3))
    draw()
    await completed
    expect(store.getState().world.seq).toBe(5)
    expect(store.getState().history).not.toBe(fromSnapshot)
  })

  test("continues from a snapshot and skips events that it contains already", () => {
    const { store, frames, draw } = framesByHand()
    const events = numbered(...mainRun(), put(1), put(2))
    const world = fold(EMPTY_WORLD, events.slice(0, 3))
    frames.replace({ run: "r1", world, tail: events.slice(1, 3) })
    frames.add(events.slice(2))
    draw()
    expect(store.getState().world.seq).toBe(4)
    expect(store.getState().events.map(({ seq }) => seq)).toEqual([2, 3, 4])
  })

  test("skips events after a gap, until a snapshot closes the gap", () => {
    const { store, frames, draw } = framesByHand()
    const events = numbered(...mainRun(), put(1), put(2))
    frames.add(events.slice(0, 2))
    frames.add(events.slice(3))
    draw()
    frames.add(events.slice(3))
    draw()
    expect(store.getState().world.seq).toBe(2)
    frames.replace({ run: "r1", world: fold(EMPTY_WORLD, events.slice(0, 3)), tail: [] })
    frames.add(events.slice(3))
    draw()
    expect(store.getState().world).toEqual(fold(EMPTY_WORLD, events))
  })

  test("drops pending events when everything is replaced", () => {
    const { store, frames, draw } = framesByHand()
    frames.add(numbered(...mainRun(), put(1)))
    frames.begin("r2")
    draw()
    expect(store.getState()).toMatchObject({ run: "r2", world: EMPTY_WORLD, events: [] })
  })

  test("keeps other events longer than measurements", () => {
    const { store, frames, draw } = framesByHand()
    const sample = { type: "process.sampled" as const, proc: 1, cpu: 0, queued: 0, state: "S", core: 0, threads: 1 }
    frames.add(numbered(...mainRun(), ...Array.from({ length: 7000 }, () => sample)))
    draw()
    const { events } = store.getState()
    expect(events.length).toBeLessThanOrEqual(5500)
    expect(events.filter((event) => !isMeasurement(event)).map(({ type }) => type)).toEqual([
      "run.started",
      "process.spawned",
    ])
  })
})
