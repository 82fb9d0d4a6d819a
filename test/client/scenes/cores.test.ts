import { expect, test } from "vitest"
import { coresScene } from "../../../client/src/scenes/cores/coresScene.ts"
import { seated } from "../../../client/src/scenes/cores/seating.ts"
import { child, type Facts, spent, worldOf } from "./worlds.ts"

const burners = (...ids: number[]): Facts => [
  ...ids.map((id) => child(id)),
  ...ids.flatMap((id) => spent(id, 50_000 - id * 10, 50_000)),
]

test("as many cores are drawn as there are, and no more processes sit on them", () => {
  const scene = coresScene(worldOf(burners(2, 3, 4, 5), 2), 1, 900)
  expect(scene.cores).toHaveLength(2)
  expect(scene.tokens.filter(({ place }) => place === "running")).toHaveLength(2)
  expect(scene.tokens.filter(({ place }) => place === "ready")).toHaveLength(2)
})

test("a process that stays running keeps its core when others come and go", () => {
  const running = (...ids: number[]) => new Map(ids.map((id) => [id, "running" as const]))
  const first = seated(running(7, 3), 3, [])
  expect(first).toEqual([7, 3, null])
  expect(seated(running(3, 9), 3, first)).toEqual([9, 3, null])
})

test("a waiting process shows its cause: as the program reported it, else as the kernel did", () => {
  const facts: Facts = [
    child(2),
    child(3),
    { type: "join.started", proc: 1, op: 1, target: { proc: 2 } },
    { type: "sleep.started", proc: 2, op: 2, seconds: 5 },
    ...spent(3, 0, 0).map((fact) => ({ ...fact, wchan: "ep_poll", state: "S" })),
  ]
  const causes = coresScene(worldOf(facts), 1, 900).tokens.map(({ id, cause, isTold }) => [id, cause, isTold])
  expect(causes).toEqual([
    [1, "join", true],
    [2, "sleep", true],
    [3, "idle", false],
  ])
})

test("processes that do not fit are shown as a number, and none is lost", () => {
  const ids = Array.from({ length: 60 }, (_, index) => index + 2)
  const scene = coresScene(worldOf(ids.map((id) => child(id))), 1, 900)
  const waiting = scene.sections.find(({ key }) => key === "waiting")
  const shown = scene.tokens.filter(({ place }) => place === "waiting").length
  expect(waiting?.folded?.count).toBe(61 - shown)
})

test("a zombie has its own place, and a process that is gone has none", () => {
  const facts: Facts = [child(2), { type: "process.exited", proc: 2, exitCode: 0 }]
  const placesOf = (...more: Facts) =>
    coresScene(worldOf([...facts, ...more]), 1, 900)
      .tokens.filter(({ id }) => id === 2)
      .map(({ place }) => place)
  expect(placesOf()).toEqual(["zombie"])
  expect(placesOf({ type: "process.reaped", proc: 2, exitCode: 0 })).toEqual([])
})

test("cores change their process at most twice a second, however often the shares are measured", () => {
  const cpu = (at: number, proc: number, cpu: number): Facts[number] => ({
    type: "process.sampled",
    src: "procfs",
    proc,
    at,
    cpu,
    queued: at - cpu,
    state: "R",
    core: 0,
    threads: 1,
  })
  // Two burners on one core that take turns of 100 ms.
  const facts: Facts = [child(2), child(3)]
  const sitters = new Set<number | null>()
  const spentBy = [0, 0]
  for (let step = 0; step < 9; step++) {
    const at = 1_010_000 + step * 50_000
    const one = Math.floor(step / 2) % 2
    spentBy[one] = (spentBy[one] ?? 0) + 50_000
    facts.push(cpu(at, 2, spentBy[0] ?? 0), cpu(at, 3, spentBy[1] ?? 0))
    if (step > 2) sitters.add(coresScene(worldOf(facts, 1), 1, 900).seating[0] ?? null)
  }
  expect(sitters.size).toBe(1)
})
