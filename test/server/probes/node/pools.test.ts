import { taskCall } from "@forkscope/shared/names"
import { EMPTY_WORLD, fold, type PoolEntity, type World } from "@forkscope/shared/world"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { bundleProbe, type Observed, runBoth } from "./observed.ts"

let probe: Awaited<ReturnType<typeof bundleProbe>>
beforeAll(async () => {
  probe = await bundleProbe()
})
afterAll(() => probe.remove())

/** The world that the probe's facts make. */
const worldOf = ({ facts }: Observed): World =>
  fold(
    EMPTY_WORLD,
    facts.toSorted((a, b) => a.at - b.at).map((fact, index) => ({ ...fact, seq: index + 1 })),
  )

const tasksOf = (world: World, pool: PoolEntity) =>
  Object.values(world.tasks)
    .filter((task) => task.pool === pool.id)
    .map((task) => `${taskCall(task)} ${task.state}`)
    .sort()

const SQUARES = ["square(1) done", "square(2) done", "square(3) done", "square(4) done"]
const FILE = ["tasks.mjs(1) done", "tasks.mjs(2) done", "tasks.mjs(3) done", "tasks.mjs(4) done"]

describe.each([
  {
    library: "tinypool",
    pools: [
      {
        name: "tinypool",
        size: 2,
        isOfThreads: true,
        tasks: ['tasks.mjs fail("too far") failed', "tasks.mjs square(5) done", ...FILE],
      },
      {
        name: "tinypool",
        size: 2,
        isOfThreads: false,
        tasks: ['tasks.mjs fail("too far") failed', "tasks.mjs square(5) done", ...FILE],
      },
    ],
  },
  {
    library: "workerpool",
    pools: [
      {
        name: "workerpoolTasks.cjs (workerpool)",
        size: 2,
        isOfThreads: true,
        tasks: ['fail("too far") failed', ...SQUARES],
      },
      {
        name: "workerpoolTasks.cjs (workerpool)",
        size: 2,
        isOfThreads: false,
        tasks: ['fail("too far") failed', ...SQUARES],
      },
      { name: "workerpool", size: 1, isOfThreads: true, tasks: ["add(3, 4) done", "run(function) cancelled"] },
    ],
  },
  {
    library: "jestWorker",
    pools: [
      {
        name: "jestWorker.mjs (jest-worker)",
        size: 2,
        isOfThreads: true,
        tasks: ['fail("too far") failed', "square({ text: …) done", ...SQUARES],
      },
      {
        name: "jestWorker.mjs (jest-worker)",
        size: 2,
        isOfThreads: false,
        tasks: ['fail("too far") failed', "square({ text: …) done", ...SQUARES],
      },
    ],
  },
  {
    library: "poolifier",
    pools: [
      {
        name: "poolifierWorker.mjs (poolifier)",
        size: 2,
        isOfThreads: true,
        tasks: ['fail("too far") failed', ...SQUARES],
      },
    ],
  },
])("the workers of $library", ({ library, pools }) => {
  test("are in the slots of a pool, their tasks have the names that a user knows, and the program sees nothing of it", async () => {
    const run = await runBoth(probe.file, `pools/${library}.mjs`)
    expect(run.code).toBe(0)
    const world = worldOf(run)
    const shown = Object.values(world.pools).map((pool) => ({
      name: pool.name,
      size: pool.size,
      isOfThreads: pool.slots.every(({ thread }) => thread !== null),
      tasks: tasksOf(world, pool).map((text) => text.replace(/\{ text: "x+…/, "{ text: …")),
    }))
    expect(shown).toEqual(pools.map((pool) => ({ ...pool, tasks: pool.tasks.toSorted() })))
    expect(Object.values(world.pools).map(({ unreadErrors }) => unreadErrors)).toEqual(pools.map(() => 0))
    const slots = Object.values(world.pools).flatMap((pool) => pool.slots)
    expect(slots.map(({ state }) => state)).toEqual(slots.map(() => "gone"))
  })
})
