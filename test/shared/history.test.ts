import { History, type SliceTrack } from "@forkscope/shared/history"
import { EMPTY_WORLD, fold, KEEP } from "@forkscope/shared/world"
import { describe, expect, test } from "vitest"
import { child, type Facts, historyOf, pool, puts, queueOf } from "../client/scenes/worlds.ts"
import { mainRun, numbered } from "../support/events.ts"
import { recordedRuns } from "../support/recorded.ts"

/** `count` sleeps of a process, each 1 ms long and 1 ms apart. */
const sleeps = (proc: number, count: number): Facts =>
  Array.from(
    { length: count },
    (_, n): Facts => [
      { type: "sleep.started", proc, op: n + 1, seconds: 0.001 },
      { type: "sleep.finished", proc, op: n + 1 },
    ],
  ).flat()

const mainTrack = (history: History, proc: number): SliceTrack => {
  const track = history.processes.get(proc)?.threads.get(null)?.waits[0]
  if (!track) throw new Error(`Expected that process ${proc} waited`)
  return track
}

describe("a history", () => {
  test("keeps slices that are no longer in the rings of the world", () => {
    const count = 3 * KEEP.slices
    const history = historyOf([child(2), ...sleeps(2, count)])
    expect(mainTrack(history, 2).length).toBe(count)
    expect(history.world.processes[2]?.slices.dropped).toBeGreaterThan(0)
    expect(history.from).toBe(0)
  })

  test("gives the same world as folding without a history", () => {
    for (const { name, events } of recordedRuns()) {
      const history = new History()
      history.follow(events)
      expect(history.world, name).toEqual(fold(EMPTY_WORLD, events))
    }
  })

  test("is the same however its events are split into batches", () => {
    const events = numbered(...mainRun(), queueOf(99), child(2), ...puts(2, 1, 40), ...sleeps(2, 600))
    const whole = new History()
    whole.follow(events)
    const pieces = new History()
    for (let from = 0; from < events.length; from += 7) pieces.follow(events.slice(from, from + 7))
    expect(mainTrack(pieces, 2).slices).toEqual(mainTrack(whole, 2).slices)
    expect(pieces.queues.get(1)?.steps.at.length).toBe(whole.queues.get(1)?.steps.at.length)
  })

  test("has the peak memory, even of a run that is over before the history begins", () => {
    const sampled = (proc: number, rss: number): Facts[number] => ({
      type: "process.sampled",
      src: "procfs",
      proc,
      cpu: 0,
      queued: 0,
      state: "S",
      core: 0,
      threads: 1,
      rss,
    })
    const exit = (proc: number): Facts[number] => ({ type: "process.exited", proc, exitCode: 0 })
    const history = historyOf([child(2), sampled(1, 900), sampled(2, 700), sampled(2, 400), exit(2), exit(1)])
    expect(history.memory.most).toBe(1600)
    expect(history.memory.value.last).toBe(0)
  })

  test("of a page that joins late says since when it is complete", () => {
    const events = numbered(...mainRun(), child(2), ...sleeps(2, 3 * KEEP.slices))
    const history = new History()
    history.add(fold(EMPTY_WORLD, events))
    const first = mainTrack(history, 2).slices[0]
    expect(first?.seq).toBeGreaterThan(3)
    expect(history.from).toBe(first?.end)
  })

  test("drops the older half of its time when it holds too much, and says so", () => {
    const history = new History(500)
    history.follow(numbered(...mainRun(), child(2), ...sleeps(2, 1200)))
    expect(history.count).toBeLessThanOrEqual(500)
    expect(history.from).toBeGreaterThan(0)
    const track = mainTrack(history, 2)
    expect(track.slices[0]?.end).toBeGreaterThan(history.from)
    // A sleep of 1 ms every 2 ms.
    expect(track.coveredUntil(history.world.at) - track.coveredUntil(history.world.at - 100_000)).toBe(50_000)
    expect(track.sumOf(0, 10)).toEqual({ covered: 10_000, failed: 0 })
  })

  test("finds a slice by the event that began it", () => {
    const history = historyOf([child(2), ...sleeps(2, 5)])
    const third = mainTrack(history, 2).slices[2]
    expect(third && history.find(third.seq)).toEqual({ proc: 2, slice: third, lane: 0 })
    expect(history.find(1)).toBeNull()
  })
})

describe("a track", () => {
  test("gives the covered part of a time range, even if the range begins in the middle of a slice", () => {
    const history = historyOf([child(2), ...sleeps(2, 4)])
    const track = mainTrack(history, 2)
    const [first, second] = track.slices
    if (!first || !second) throw new Error("Expected slices")
    expect(track.coveredUntil(first.start)).toBe(0)
    expect(track.coveredUntil(first.start + 400)).toBe(400)
    expect(track.coveredUntil(second.end)).toBe(2000)
    expect(track.sumOf(1, 3)).toEqual({ covered: 2000, failed: 0 })
    expect(track.endingAfter(first.end)).toBe(1)
  })
})

describe("flows", () => {
  test("lead from the put of an item to its get, whichever is reported first", () => {
    const get = (op: number, item: number): Facts => [
      { type: "queue.get.started", queue: 1, proc: 1, op, block: true },
      { type: "queue.get.finished", queue: 1, proc: 1, op, outcome: "ok", item, depth: 0 },
    ]
    const late: Facts = [
      { type: "queue.put.started", queue: 1, proc: 2, op: 50, block: true, value: "x" },
      ...get(101, 2),
      { type: "queue.put.finished", queue: 1, proc: 2, op: 50, outcome: "ok", item: 2, depth: 0 },
    ]
    const history = historyOf([queueOf(9), child(2), ...puts(2, 1, 1), ...get(100, 1), ...late])
    const items = history.flows.within(0, 60_000_000, 100)?.filter(({ kind }) => kind === "item")
    expect(items?.map(({ from, to }) => [from.proc, to.proc])).toEqual([
      [2, 1],
      [2, 1],
    ])
  })

  test("lead from the submit of a task to its start, and from a parent to its child", () => {
    const history = historyOf([
      ...pool(1, 1),
      { type: "task.started", pool: 1, proc: 11, task: 1, slot: 1 },
      { type: "task.finished", pool: 1, proc: 11, task: 1, slot: 1, outcome: "ok" },
    ])
    const flows = history.flows.within(0, 60_000_000, 100)
    expect(flows?.map(({ kind, from, to }) => [kind, from.proc, to.proc])).toEqual([
      ["spawn", 1, 11],
      ["task", 1, 11],
    ])
  })

  test("are left out where they are too many to be seen", () => {
    const history = historyOf([child(2), child(3), child(4)])
    expect(history.flows.within(0, 60_000_000, 2)).toBeNull()
  })
})
