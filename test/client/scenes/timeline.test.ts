import { describe, expect, test } from "vitest"
import { bandsOf } from "../../../client/src/scenes/timeline/bands.ts"
import { depthsOf } from "../../../client/src/scenes/timeline/depths.ts"
import { hitAt } from "../../../client/src/scenes/timeline/hover.ts"
import { lanesOf } from "../../../client/src/scenes/timeline/lanes.ts"
import { slicesOf } from "../../../client/src/scenes/timeline/slices.ts"
import { ticksIn, windowAt } from "../../../client/src/scenes/timeline/window.ts"
import { begun, child, ended, type Facts, pool, puts, queueOf, spent, worldOf } from "./worlds.ts"

const ALL = { start: 0, end: 60_000_000 }

describe("the window", () => {
  test("shows the whole run while it is short, and holds still meanwhile", () => {
    expect(windowAt(6_000_000)).toEqual(windowAt(9_000_000))
    expect(windowAt(9_000_000).start).toBe(0)
  })

  test("then follows now with the last minute", () => {
    const { start, end } = windowAt(90_000_000)
    expect(end - start).toBe(60_000_000)
    expect(end).toBeGreaterThan(90_000_000)
  })

  test("has round times on its axis", () => {
    const major = ticksIn({ ...windowAt(9_000_000), width: 1100 }).filter(({ isMajor }) => isMajor)
    expect(major.map(({ at }) => at % 1_000_000)).toEqual(major.map(() => 0))
  })
})

describe("lanes", () => {
  test("begin with the main process and keep their order when others come", () => {
    const facts: Facts = [queueOf(3), ...pool(2, 0)]
    const before = lanesOf(worldOf(facts)).map(({ key }) => key)
    const after = lanesOf(worldOf([...facts, child(50)])).map(({ key }) => key)
    expect(before).toEqual(["p1", "q1", "P1s1", "P1s2"])
    expect(after).toEqual([...before, "p50"])
  })

  test("of a slot keep what its earlier worker did", () => {
    const facts: Facts = [
      ...pool(1, 1),
      begun(1, 1),
      { type: "pool.worker.removed", pool: 1, slot: 1, worker: 11, reason: "killed" },
      child(20, { role: "worker" }),
      { type: "pool.worker.added", pool: 1, slot: 1, worker: 20 },
    ]
    expect(lanesOf(worldOf(facts)).find(({ kind }) => kind === "slot")).toMatchObject({ procs: [11, 20], pid: 120 })
  })
})

describe("slices", () => {
  const slices = (facts: Facts, proc: number) => {
    const world = worldOf(facts)
    const process = world.processes[proc]
    return process ? slicesOf(world, process, ALL) : []
  }

  test("of tasks are named, and a failed one by its error", () => {
    const marks = slices([...pool(1, 2), begun(1, 1), ended(1, 1), begun(2, 1), ended(2, 1, "error")], 11)
    expect(marks.map(({ label, isFailed }) => [label, isFailed])).toEqual([
      ["t0 worker(0)", false],
      ["t1 ValueError", true],
    ])
  })

  test("that still go on have no end", () => {
    const [mark] = slices([child(2), { type: "join.started", proc: 1, op: 1, target: { proc: 2 } }], 1)
    expect(mark).toMatchObject({ kind: "join", end: null, label: "Process-2.join()" })
  })

  test("of a wait inside a task are nested in it", () => {
    const marks = slices([...pool(1, 1), begun(1, 1), { type: "sleep.started", proc: 11, op: 1, seconds: 1 }], 11)
    expect(marks.map(({ kind, isNested }) => [kind, isNested])).toEqual([
      ["task", false],
      ["sleep", true],
    ])
  })
})

describe("bands", () => {
  test("say how an interval was spent", () => {
    const process = worldOf([child(2), ...spent(2, 50_000, 50_000)]).processes[2]
    expect(process && bandsOf(process, ALL, 0, 1_100_000)).toMatchObject([
      { running: 0.5, ready: 0.5, waiting: 0, only: null },
    ])
  })

  test("say waiting after a silence of the sampler, which tells only of movement", () => {
    const process = worldOf([child(2), ...spent(2, 50_000, 50_000)]).processes[2]
    const last = process && bandsOf(process, ALL, 0, 4_000_000).at(-1)
    expect(last).toMatchObject({ start: 1_100_000, end: 4_000_000, waiting: 1 })
  })

  test("show a zombie from its end until it is reaped", () => {
    const process = worldOf([
      child(2),
      { type: "process.exited", proc: 2, exitCode: 0, at: 3_000_000 },
      { type: "process.reaped", proc: 2, exitCode: 0, at: 5_000_000 },
    ]).processes[2]
    expect(process && bandsOf(process, ALL, 0, 6_000_000).at(-1)).toMatchObject({ start: 3_000_000, only: "zombie" })
  })
})

test("the depth of a queue is a step for each change", () => {
  const queue = worldOf([queueOf(3), child(2), ...puts(2, 1, 3)]).queues[1]
  expect(queue && depthsOf(queue, ALL).steps.map(({ depth }) => depth)).toEqual([0, 1, 2, 3])
})

test("under the pointer are the measured shares and what the program told", () => {
  const world = worldOf([child(2), { type: "sleep.started", proc: 2, op: 1, seconds: 9 }, ...spent(2, 25_000, 0)])
  const lane = lanesOf(world).find(({ key }) => key === "p2")
  const hit = lane && hitAt(world, lane, 1_050_000, ALL)
  expect(hit?.shares).toMatchObject({ running: 0.25, waiting: 0.75 })
  expect(hit?.slice).toMatchObject({ kind: "sleep", end: null })
})
