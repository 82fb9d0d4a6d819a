import { describe, expect, test } from "vitest"
import { bandsOf } from "../../../client/src/scenes/timeline/bands.ts"
import { curveOf, valueAt } from "../../../client/src/scenes/timeline/counters.ts"
import { find } from "../../../client/src/scenes/timeline/find.ts"
import { hitAt } from "../../../client/src/scenes/timeline/hover.ts"
import { laneSliceOf, openSlices } from "../../../client/src/scenes/timeline/laneSlices.ts"
import { lanesOf } from "../../../client/src/scenes/timeline/lanes.ts"
import {
  panned,
  shownAt,
  ticksIn,
  wholeAt,
  wholeOf,
  windowAt,
  zoomed,
} from "../../../client/src/scenes/timeline/window.ts"
import { begun, child, ended, type Facts, historyOf, pool, puts, queueOf, spent } from "./worlds.ts"

const ALL = { start: 0, end: 60_000_000 }
const NOW = 60_000_000

describe("the window", () => {
  test("shows the whole run while it is short, and does not move in that time", () => {
    expect(windowAt(6_000_000)).toEqual(windowAt(9_000_000))
    expect(windowAt(9_000_000).start).toBe(0)
  })

  test("then follows now with the last minute", () => {
    const { start, end } = windowAt(90_000_000)
    expect(end - start).toBe(60_000_000)
    expect(end).toBeGreaterThan(90_000_000)
  })

  test("shows all of a recording, unless another range was chosen", () => {
    expect(shownAt(null, 90_000_000, 5)).toMatchObject({ window: { start: 0 }, isFollowing: false })
    expect(shownAt({ start: 4, end: 9 }, 90_000_000, 5).window).toEqual({ start: 4, end: 9 })
  })

  test("zooms around a moment, which stays where it is, and never beyond the whole", () => {
    const whole = wholeOf(10_000_000)
    expect(zoomed({ start: 0, end: 8_000_000 }, 0.5, 2_000_000, whole)).toEqual({ start: 1_000_000, end: 5_000_000 })
    expect(zoomed({ start: 0, end: 8_000_000 }, 100, 2_000_000, whole)).toEqual(whole)
    expect(panned({ start: 1_000_000, end: 2_000_000 }, -9_000_000, whole)).toEqual({ start: 0, end: 1_000_000 })
  })

  test("zooms in without a jump on a run that is shorter than what is shown", () => {
    const { window } = shownAt(null, null, 2_000_000)
    expect(zoomed(window, 0.5, 0, wholeAt(null, 2_000_000))).toEqual({ start: 0, end: window.end / 2 })
  })

  test("has round times on its axis, with as many decimals as needed", () => {
    const labels = (window: { start: number; end: number }) =>
      ticksIn({ ...window, width: 1100 }).flatMap(({ label }) => label ?? [])
    expect(labels(windowAt(9_000_000))).toContain("7")
    expect(labels({ start: 1_000_000, end: 1_000_100 })).toContain("1.00002")
  })
})

describe("lanes", () => {
  test("stand below the process that made them, in the order in which they appeared", () => {
    const facts: Facts = [queueOf(3), ...pool(2, 0)]
    const before = lanesOf(historyOf(facts)).lanes.map(({ key, level }) => [key, level])
    const after = lanesOf(historyOf([...facts, child(50), child(51, { parent: 50 })])).lanes
    expect(before).toEqual([
      ["p1", 0],
      ["q1", 1],
      ["P1", 1],
      ["P1s1", 2],
      ["P1s2", 2],
    ])
    expect(after.slice(5).map(({ key, level }) => [key, level])).toEqual([
      ["p50", 1],
      ["p51", 2],
    ])
  })

  test("that are folded represent the lanes below them", () => {
    const history = historyOf([...pool(2, 0), child(50)])
    const folded = lanesOf(history, { folded: new Set(["P1"]) })
    expect(folded.lanes.map(({ key, below }) => [key, below])).toEqual([
      ["p1", 4],
      ["P1", 2],
      ["p50", 0],
    ])
    expect(folded.find(11, null)?.key).toBe("P1")
    expect(lanesOf(history).find(11, null)?.key).toBe("P1s1")
  })

  test("of a slot keep the tasks of its earlier worker", () => {
    const facts: Facts = [
      ...pool(1, 1),
      begun(1, 1),
      { type: "pool.worker.removed", pool: 1, slot: 1, worker: 11, reason: "killed" },
      child(20, { role: "worker" }),
      { type: "pool.worker.added", pool: 1, slot: 1, worker: 20 },
    ]
    const slot = lanesOf(historyOf(facts)).lanes.find(({ kind }) => kind === "slot")
    expect(slot).toMatchObject({ procs: [11, 20], pid: 120 })
  })

  test("of one thread stand side by side where its waits overlap, each with the wait that is in it", () => {
    const history = historyOf([
      child(2),
      { type: "sleep.started", proc: 2, op: 1, seconds: 9, at: 100_000 },
      { type: "sleep.started", proc: 2, op: 2, seconds: 1, at: 200_000 },
      { type: "sleep.finished", proc: 2, op: 2, at: 300_000 },
    ])
    const { lanes, find } = lanesOf(history)
    expect(lanes.map(({ key, level }) => [key, level])).toEqual([
      ["p1", 0],
      ["p2", 1],
      ["p2~1", 2],
    ])
    expect(find(2, null, 1)?.key).toBe("p2~1")
    const hit = (key: string) => {
      const lane = lanes.find((one) => one.key === key)
      return lane && hitAt(history, lane, { at: 250_000, reach: 0, isOnStrip: false }, 300_000).laneSlice
    }
    expect(hit("p2")).toMatchObject({ start: 100_000, end: null })
    expect(hit("p2~1")).toMatchObject({ start: 200_000, end: 300_000 })
  })
})

describe("slices", () => {
  test("of tasks are named, and a failed one by its error", () => {
    const history = historyOf([...pool(1, 2), begun(1, 1), ended(1, 1), begun(2, 1), ended(2, 1, "error")])
    const laneSlices = history.processes
      .get(11)
      ?.threads.get(null)
      ?.work.slices.map((one) => laneSliceOf(history.world, one))
    expect(laneSlices?.map(({ label, isFailed }) => [label, isFailed])).toEqual([
      ["t0 worker(0)", false],
      ["t1 ValueError", true],
    ])
  })

  test("that have not ended have no end", () => {
    const { world } = historyOf([child(2), { type: "join.started", proc: 1, op: 1, target: { proc: 2 } }])
    const [laneSlice] = world.processes[1] ? openSlices(world, world.processes[1], null) : []
    expect(laneSlice).toMatchObject({ kind: "join", end: null, label: "Process-2.join()" })
  })

  test("are found by their text, and lanes by their names", () => {
    const history = historyOf([queueOf(9), child(2, { name: "painter" }), ...puts(2, 1, 3)])
    const seqs = history.processes
      .get(2)
      ?.threads.get(null)
      ?.waits[0]?.slices.map(({ seq }) => seq)
    expect(find(history, "m2").map(({ seq }) => seq)).toEqual([seqs?.[1]])
    expect(find(history, "PUT").map(({ seq }) => seq)).toEqual(seqs)
    expect(find(history, "paint").map(({ lane }) => lane.key)).toEqual(["p2"])
    expect(find(history, " ")).toEqual([])
  })
})

describe("bands", () => {
  const bands = (facts: Facts, now: number) => {
    const track = historyOf([child(2), ...facts]).processes.get(2)
    return track ? bandsOf(track, ALL, 0, now) : []
  }

  test("show how an interval was spent", () => {
    expect(bands(spent(2, 50_000, 50_000), 1_100_000)).toMatchObject([
      { running: 0.5, ready: 0.5, waiting: 0, only: null },
    ])
  })

  test("show waiting where the sampler was silent, since it reports only activity", () => {
    const last = bands(spent(2, 50_000, 50_000), 4_000_000).at(-1)
    expect(last).toMatchObject({ start: 1_100_000, end: 4_000_000, waiting: 1 })
  })

  test("show a zombie from its end until it is reaped", () => {
    const facts: Facts = [
      { type: "process.exited", proc: 2, exitCode: 0, at: 3_000_000 },
      { type: "process.reaped", proc: 2, exitCode: 0, at: 5_000_000 },
    ]
    expect(bands(facts, 6_000_000).at(-1)).toMatchObject({ start: 3_000_000, only: "zombie" })
  })
})

describe("counters", () => {
  const laneOf = (history: ReturnType<typeof historyOf>, key: string) => {
    const lane = lanesOf(history).lanes.find((one) => one.key === key)
    if (!lane) throw new Error(`Expected a lane ${key}`)
    return lane
  }

  test("of a queue step with each change of its depth", () => {
    const history = historyOf([queueOf(3), child(2), ...puts(2, 1, 3)])
    const curve = curveOf(history, laneOf(history, "q1"), { ...ALL, end: 12_000, width: 1200 }, 12_000)
    expect([...new Set(curve?.points.map(({ value }) => value))]).toEqual([0, 1, 2, 3])
    expect(curve?.most).toBe(3)
  })

  test("show the greatest of the values that share a pixel", () => {
    const history = historyOf([queueOf(3), child(2), ...puts(2, 1, 3)])
    const curve = curveOf(history, laneOf(history, "q1"), { ...ALL, width: 100 }, NOW)
    expect(Math.max(...(curve?.points.map(({ value }) => value) ?? []))).toBe(3)
  })

  test("of a pool show how many slots were busy, from ended and from running tasks", () => {
    const at = (facts: Facts[number], at: number) => ({ ...facts, at })
    const tasks = [at(begun(1, 1), 1_000_000), at(begun(2, 2), 2_000_000), at(ended(1, 1), 3_000_000)]
    const history = historyOf([...pool(2, 2), ...tasks])
    const lane = laneOf(history, "P1")
    const busy = (when: number) => valueAt(history, lane, when, 5_000_000)
    expect([500_000, 1_500_000, 2_500_000, 4_000_000].map(busy)).toEqual([0, 1, 2, 1])
  })
})

test("the text under the pointer has the measured shares and the program's reports", () => {
  const history = historyOf([child(2), { type: "sleep.started", proc: 2, op: 1, seconds: 9 }, ...spent(2, 25_000, 0)])
  const lane = lanesOf(history).lanes.find(({ key }) => key === "p2")
  const pointer = { at: 1_050_000, reach: 0, isOnStrip: false }
  const hit = lane && hitAt(history, lane, pointer, 1_100_000)
  expect(hit?.shares).toMatchObject({ running: 0.25, waiting: 0.75 })
  expect(hit?.laneSlice).toMatchObject({ kind: "sleep", end: null })
})

test("a wait inside a task is found under the pointer only at the bottom of the task", () => {
  const history = historyOf([
    ...pool(1, 1),
    { ...begun(1, 1), at: 1_000_000 },
    { type: "sleep.started", proc: 11, op: 1, seconds: 1, at: 1_200_000 },
    { type: "sleep.finished", proc: 11, op: 1, at: 1_600_000 },
    { ...ended(1, 1), at: 2_000_000 },
  ])
  const lane = lanesOf(history).lanes.find(({ kind }) => kind === "slot")
  const kind = (at: number, isOnStrip: boolean) =>
    lane && hitAt(history, lane, { at, reach: 0, isOnStrip }, 3_000_000).laneSlice?.kind
  expect([kind(1_300_000, false), kind(1_300_000, true), kind(1_800_000, true)]).toEqual(["task", "sleep", "task"])
})
