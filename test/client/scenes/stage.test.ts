import { describe, expect, test } from "vitest"
import { flightsBetween } from "../../../client/src/scenes/stage/flights.ts"
import { metered, rateOf } from "../../../client/src/scenes/stage/meter.ts"
import { spread } from "../../../client/src/scenes/stage/spread.ts"
import { stageScene } from "../../../client/src/scenes/stage/stageScene.ts"
import { begun, child, ended, type Facts, pool, puts, queueOf, worldOf } from "./worlds.ts"

const sceneOf = (...facts: Facts) => stageScene(worldOf(facts))

test("the same world gives the same numbers", () => {
  const facts = [...pool(3, 10), queueOf(3), child(2), ...puts(2, 1, 2)]
  expect(sceneOf(...facts)).toEqual(sceneOf(...facts))
})

test("boxes never overlap, whatever places they ask for", () => {
  const wishes = [5, 5, 5, 100, 90].map((centre) => ({ centre, size: 20 }))
  const centres = spread(wishes, 4)
  for (const [place, centre] of centres.entries()) {
    if (place > 0) expect(centre - (centres[place - 1] ?? 0)).toBeGreaterThanOrEqual(24 - 1e-9)
  }
})

describe("processes", () => {
  test("are right of their parent, siblings in order of id", () => {
    const { processes } = sceneOf(child(2), child(3), child(4, { parent: 2 }))
    const box = (id: number) => processes.find((node) => node.id === id)?.box ?? { x: 0, y: 0 }
    expect(box(1).x).toBeLessThan(box(2).x)
    expect(box(2).x).toBe(box(3).x)
    expect(box(2).y).toBeLessThan(box(3).y)
    expect(box(4).x).toBeGreaterThan(box(2).x)
  })

  test("that are created but not started have no PID, and split off from their parent when they start", () => {
    const { processes } = sceneOf({ type: "process.created", proc: 2, parent: 1, name: "p" })
    const node = processes.find(({ id }) => id === 2)
    expect(node).toMatchObject({ state: "created", pid: null })
    expect(node?.from?.x).toBeLessThan(node?.box.x ?? 0)
  })

  test("that are gone are listed and counted in the row of ended processes", () => {
    const gone = (proc: number): Facts => [child(proc), { type: "process.reaped", proc, exitCode: proc }]
    const { processes, ended } = sceneOf(...[2, 3, 4, 5, 6, 7, 8].flatMap(gone))
    expect(processes.map(({ id }) => id)).toEqual([1])
    expect(ended.count).toBe(7)
    expect(ended.chips[0]).toMatchObject({ pid: 108, exitCode: 8 })
  })

  test("become tiles when there are many alike, and a number when there are even more", () => {
    const many = (count: number) => sceneOf(...Array.from({ length: count }, (_, index) => child(index + 2)))
    expect(many(6).processes.map(({ form }) => form)).not.toContain("tile")
    expect(many(40).processes.filter(({ form }) => form === "tile")).toHaveLength(40)
    const crowd = many(300)
    const tiles = crowd.processes.filter(({ form }) => form === "tile").length
    expect(crowd.folds[0]?.count).toBe(300 - tiles)
    expect(crowd.edges.filter(({ kind }) => kind === "child")).toHaveLength(1)
  })
})

describe("a queue", () => {
  const twoEnds: Facts = [queueOf(3), child(2), child(3)]
  const get: Facts = [
    { type: "queue.get.started", queue: 1, proc: 3, op: 90, block: true },
    { type: "queue.get.finished", queue: 1, proc: 3, op: 90, outcome: "ok", item: 1, depth: 1 },
  ]

  test("is between its producers and its consumers", () => {
    const { processes, queues } = sceneOf(...twoEnds, ...puts(2, 1, 2), ...get)
    const x = (id: number) => processes.find((node) => node.id === id)?.box.x ?? 0
    expect(x(2)).toBeLessThan(queues[0]?.box.x ?? 0)
    expect(x(3)).toBeGreaterThan(queues[0]?.box.x ?? 0)
  })

  test("of three has three cells, the oldest item at the exit", () => {
    const { queues } = sceneOf(...twoEnds, ...puts(2, 1, 3))
    const [queue] = queues
    expect(queue?.cells).toHaveLength(3)
    expect(queue?.isFull).toBe(true)
    const fromEntrance = [...(queue?.items ?? [])].sort((a, b) => a.box.x - b.box.x).map(({ value }) => value)
    expect(fromEntrance).toEqual(["m3", "m2", "m1"])
  })

  test("without a bound shows its newest items and counts the others", () => {
    const [queue] = sceneOf(queueOf(2_147_483_647), child(2), ...puts(2, 1, 20)).queues
    expect(queue).toMatchObject({ isBounded: false, isFull: false, depth: 20 })
    expect(queue?.items.map(({ value }) => value)).toEqual(["m17", "m18", "m19", "m20"])
    expect(queue?.hidden?.count).toBe(16)
  })

  test("shows processes that wait to put at its entrance, in order of arrival", () => {
    const waiting = (proc: number, op: number, timeout?: number): Facts[number] => ({
      type: "queue.put.started",
      queue: 1,
      proc,
      op,
      block: true,
      value: `"w${op}"`,
      ...(timeout === undefined ? {} : { timeout }),
    })
    const [queue] = sceneOf(...twoEnds, ...puts(2, 1, 3), waiting(3, 50, 2), waiting(2, 51)).queues
    expect(queue?.putters.map(({ proc, countdown }) => [proc, countdown?.timeout ?? null])).toEqual([
      [3, 2_000_000],
      [2, null],
    ])
  })

  test("items have the paths by which they come and go", () => {
    const { queues } = sceneOf(...twoEnds, ...puts(2, 1, 2), ...get)
    expect(queues[0]?.items[0]?.cameBy.length).toBeGreaterThan(2)
    expect(queues[0]?.departures.q1i1?.length).toBeGreaterThan(2)
  })

  test("that is read by the process that made it leads back to the left", () => {
    const back: Facts = [
      { type: "queue.get.started", queue: 1, proc: 1, op: 91, block: true },
      { type: "queue.get.finished", queue: 1, proc: 1, op: 91, outcome: "ok", item: 1, depth: 1 },
    ]
    const { edges } = sceneOf(...twoEnds, ...puts(2, 1, 2), ...back)
    const curve = edges.find(({ key }) => key === "get:1:1")?.curve ?? []
    expect(curve.at(-2)).toBeLessThan(curve[0] ?? 0)
  })

  test("a refused put bounces off its entrance", () => {
    const before: Facts = [...twoEnds, ...puts(2, 1, 3)]
    const refused: Facts = [
      { type: "queue.put.started", queue: 1, proc: 2, op: 60, block: false, value: '"no"' },
      { type: "queue.put.finished", queue: 1, proc: 2, op: 60, outcome: "full", depth: 3 },
    ]
    const after = worldOf([...before, ...refused])
    const [flight] = flightsBetween(worldOf(before), after, stageScene(after))
    expect(flight).toMatchObject({ tone: "bounce", label: "Full" })
    expect(flight?.way.at(-1)).toEqual(flight?.way[0])
  })
})

describe("a pool", () => {
  test("shows tickets in its backlog, slots with their work, and results", () => {
    const [node] = sceneOf(
      ...pool(3, 10),
      begun(1, 1),
      begun(2, 2),
      begun(3, 3),
      ended(1, 1),
      ended(2, 2, "error"),
    ).pools
    expect(node?.backlog.tickets.map(({ label }) => label)).toEqual(["t3", "t4", "t5", "t6", "t7", "t8", "t9"])
    expect(node?.slots.map(({ work, done }) => [work, done])).toEqual([
      ["idle", 1],
      ["idle", 1],
      ["busy", 0],
    ])
    expect(node?.results.tiles.map(({ label, state, isRead }) => [label, state, isRead])).toEqual([
      ["t0", "done", false],
      ["t1", "failed", false],
    ])
  })

  test("folds a long backlog into a number", () => {
    const [node] = sceneOf(...pool(1, 40)).pools
    expect((node?.backlog.tickets.length ?? 0) + (node?.backlog.folded?.count ?? 0)).toBe(40)
  })

  test("never folds away an error that nobody read", () => {
    const tasks = Array.from(
      { length: 40 },
      (_, index): Facts => [begun(index + 1, 1), ended(index + 1, 1, index === 0 ? "error" : "ok")],
    ).flat()
    const [node] = sceneOf(...pool(1, 40), ...tasks).pools
    expect(node?.results.tiles.map(({ label }) => label)).toContain("t0")
    expect((node?.results.tiles.length ?? 0) + (node?.results.folded?.count ?? 0)).toBe(40)
  })

  test("keeps the slot's place when its worker is replaced", () => {
    const before = sceneOf(...pool(2, 0)).pools[0]?.slots[0]
    const [node] = sceneOf(
      ...pool(2, 0),
      { type: "pool.worker.removed", pool: 1, slot: 1, worker: 11, reason: "killed" },
      child(20, { role: "worker" }),
      { type: "pool.worker.added", pool: 1, slot: 1, worker: 20 },
    ).pools
    expect(node?.slots[0]).toMatchObject({ key: before?.key, pid: 120, work: "starting", workers: 2 })
    expect(node?.slots[0]?.box.x).toBe(before?.box.x)
  })

  test("has a line to the process that waits in its join", () => {
    const { edges } = sceneOf(...pool(2, 0), { type: "join.started", proc: 1, op: 5, target: { pool: 1 } })
    expect(edges.find(({ kind }) => kind === "join")).toMatchObject({ isBlocked: true })
  })

  test("tasks travel from the backlog to a slot and on to the results", () => {
    const flights = (before: Facts, ...more: Facts) => {
      const after = worldOf([...before, ...more])
      return flightsBetween(worldOf(before), after, stageScene(after)).map(({ key }) => key)
    }
    expect(flights(pool(1, 1), begun(1, 1))).toEqual(["take1"])
    expect(flights([...pool(1, 1), begun(1, 1)], ended(1, 1))).toEqual(["finish1"])
  })
})

test("movements that are too many to follow are shown as a rate", () => {
  const counted = (puts: number, at: number) =>
    worldOf([queueOf(100), { type: "queue.sampled", queue: 1, proc: 1, puts, gets: puts, depth: 0, interval: 1, at }])
  const slow = metered(metered([], counted(0, 1_000_000)), counted(5, 1_500_000))
  expect(rateOf(slow, "q1put")).toBeNull()
  const fast = metered(metered([], counted(0, 1_000_000)), counted(500, 1_500_000))
  expect(rateOf(fast, "q1put")).toBe(1000)
})
