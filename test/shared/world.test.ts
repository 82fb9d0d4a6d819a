import {
  checkInvariants,
  EMPTY_WORLD,
  emptyRing,
  fold,
  isFull,
  KEEP,
  processStates,
  recentShares,
  reduce,
  storyText,
  valuesOf,
  variableOf,
  violations,
  waitingAt,
  waitOf,
} from "@forkscope/shared/world"
import { describe, expect, test } from "vitest"
import { mainRun, numbered } from "../support/events.ts"

type Facts = Parameters<typeof numbered>

/** The world after the facts, checked against the invariants. */
function worldOf(...facts: Facts) {
  const events = numbered(...mainRun(), ...facts)
  const world = fold(EMPTY_WORLD, events)
  checkInvariants(world, events)
  return world
}

const created: Facts = [
  { type: "process.created", proc: 2, parent: 1, name: "Process-1", target: "count", args: '"2"' },
]
const spawned: Facts = [
  { type: "process.spawned", proc: 2, pid: 200, ppid: 100, startTime: 9, parent: 1, startMethod: "spawn" },
]

describe("a process", () => {
  test("is created without a PID, then waits or runs, is a zombie after its exit and gone once reaped", () => {
    const stateAfter = (...facts: Facts) => processStates(worldOf(...facts)).get(2)
    expect(worldOf(...created).processes[2]).toMatchObject({ pid: null, name: "Process-1", target: "count" })
    expect(stateAfter(...created)).toBe("created")
    expect(stateAfter(...created, ...spawned)).toBe("waiting")
    const exited: Facts = [{ type: "process.exited", proc: 2, exitCode: -15 }]
    expect(stateAfter(...created, ...spawned, ...exited)).toBe("zombie")
    expect(stateAfter(...created, ...spawned, ...exited, { type: "process.reaped", proc: 2, exitCode: null })).toBe(
      "gone",
    )
  })

  test("keeps the exit code that a source knew, whichever source reported first", () => {
    const end: Facts = [
      { type: "process.exited", proc: 2, exitCode: null },
      { type: "process.reaped", proc: 2, exitCode: -9 },
    ]
    expect(worldOf(...created, ...spawned, ...end).processes[2]?.exitCode).toBe(-9)
  })

  test("may be reported as spawned by itself before its parent reports that it was created", () => {
    const world = worldOf(...spawned, ...created)
    expect(world.processes[2]).toMatchObject({ pid: 200, name: "Process-1", parent: 1 })
  })

  test("that the kernel and the program reported under two ids becomes one, with its children", () => {
    const world = worldOf(
      ...created,
      { type: "process.spawned", src: "procfs", proc: 3, pid: 200, ppid: 100, startTime: 9, name: "node" },
      { type: "process.spawned", src: "procfs", proc: 4, pid: 201, ppid: 200, startTime: 10, name: "sh", parent: 3 },
      { type: "process.merged", proc: 3, into: 2 },
    )
    expect(Object.keys(world.processes)).toEqual(["1", "2", "4"])
    expect(world.processes[2]).toMatchObject({ pid: 200, name: "Process-1", target: "count" })
    expect(world.processes[4]?.parent).toBe(2)
  })

  test("that was adopted stays an orphan of its parent, also if the program reports the parent only later", () => {
    const adopted: Facts = [
      { type: "process.spawned", src: "procfs", proc: 3, pid: 300, ppid: 99, startTime: 11 },
      { type: "process.reparented", src: "procfs", proc: 3, parent: null, ppid: 99 },
    ]
    const late: Facts = [
      { type: "process.spawned", proc: 3, pid: 300, ppid: 200, startTime: 11, parent: 2, startMethod: "fork" },
    ]
    const under = (proc: number): Facts => [
      { type: "process.created", proc: 4, parent: 2, name: "Process-2" },
      { type: "process.merged", proc, into: 4 },
    ]
    const orphan = { parent: null, ppid: 99, orphanOf: 2 }
    expect(worldOf(...spawned, ...adopted, ...late).processes[3]).toMatchObject(orphan)
    expect(worldOf(...spawned, ...late, ...adopted.slice(1)).processes[3]).toMatchObject(orphan)
    expect(worldOf(...spawned, ...adopted, ...under(3)).processes[4]).toMatchObject(orphan)
  })

  test("that has exited waits for nothing", () => {
    const world = worldOf(
      ...spawned,
      { type: "sleep.started", proc: 2, op: 1, seconds: 60 },
      { type: "process.exited", proc: 2, exitCode: -9 },
    )
    expect(world.ops).toEqual({})
  })
})

describe("states", () => {
  const sample = (proc: number, at: number, cpu: number, queued: number): Facts[number] => ({
    type: "process.sampled",
    src: "procfs",
    proc,
    at,
    cpu,
    queued,
    state: "R",
    core: 0,
    threads: 1,
  })

  test("are shares between cumulative counters, which add up to one", () => {
    const world = worldOf(...spawned, sample(2, 1_000_000, 0, 0), sample(2, 1_100_000, 49_000, 51_000))
    const process = world.processes[2]
    expect(process && recentShares(process, world.at)).toMatchObject({ running: 0.49, ready: 0.51, interval: 100_000 })
  })

  test("of two threads on two cores are 100 % running, and the load is two", () => {
    const world = worldOf(...spawned, sample(2, 1_000_000, 0, 0), sample(2, 1_100_000, 200_000, 0))
    const process = world.processes[2]
    expect(process && recentShares(process, world.at)).toMatchObject({ running: 1, waiting: 0, load: 2 })
  })

  test("of a process that woke up for only a moment are those of a waiting process", () => {
    const awake = (letter: string) => {
      const asleep = { ...sample(2, 1_100_000, 10_000, 10_000), state: letter } as Facts[number]
      return processStates(worldOf(...spawned, sample(2, 1_000_000, 0, 0), asleep)).get(2)
    }
    expect(awake("S")).toBe("waiting")
    expect(awake("R")).toBe("running")
  })

  test("show as many processes on cores as there are cores, and the rest in line", () => {
    const burners = [2, 3, 4, 5]
    const world = worldOf(
      ...burners.map((proc): Facts[number] => ({
        type: "process.spawned",
        proc,
        pid: 200 + proc,
        ppid: 100,
        startTime: 9,
      })),
      ...burners.map((proc) => sample(proc, 1_000_000, 0, 0)),
      ...burners.map((proc) => sample(proc, 1_100_000, 50_000 - proc, 50_000 + proc)),
    )
    const states = processStates(world)
    expect(burners.map((proc) => states.get(proc))).toEqual(["running", "running", "ready", "ready"])
  })
})

describe("a queue", () => {
  const queue: Facts = [{ type: "queue.created", queue: 1, proc: 1, name: "q", maxsize: 1, kind: "queue" }]
  const put = (op: number, item: number, depth: number): Facts => [
    { type: "queue.put.started", queue: 1, proc: 1, op, block: true, value: `"m${item}"` },
    { type: "queue.put.finished", queue: 1, proc: 1, op, outcome: "ok", item, depth },
  ]

  test("holds its items in the order of their puts, each with its producer", () => {
    const world = worldOf(
      { type: "queue.created", queue: 1, proc: 1, name: "q", maxsize: 3, kind: "queue" },
      ...put(1, 1, 1),
      ...put(2, 2, 2),
    )
    expect(world.queues[1]?.items.map((item) => [item.id, item.value, item.from])).toEqual([
      [1, '"m1"', 1],
      [2, '"m2"', 1],
    ])
  })

  test("that is full keeps the next put waiting, and its timeout gives Full", () => {
    const waiting: Facts = [
      ...queue,
      ...put(1, 1, 1),
      { type: "queue.put.started", queue: 1, proc: 1, op: 2, block: true, timeout: 2, value: '"late"' },
    ]
    const full = worldOf(...waiting)
    expect(full.queues[1] && isFull(full.queues[1])).toBe(true)
    expect(waitingAt(full, 1, "put").map((op) => [op.value, op.timeout])).toEqual([['"late"', 2_000_000]])
    expect(waitOf(full, 1)?.kind).toBe("put")
    const after = worldOf(...waiting, {
      type: "queue.put.finished",
      queue: 1,
      proc: 1,
      op: 2,
      outcome: "full",
      depth: 1,
    })
    expect(after.ops).toEqual({})
    expect([...valuesOf(after.queues[1]?.moves ?? { limit: 0, dropped: 0, chunks: [] })].at(-1)?.verb).toBe("full")
  })

  test("lists the newest of the processes that used it, however many there were", () => {
    const count = KEEP.users + 5
    const begun = Array.from({ length: count }, (_, n): Facts[number] => ({
      type: "queue.put.started",
      queue: 1,
      proc: n + 1,
      op: n + 1,
      block: true,
      value: "1",
    }))
    const joins = begun.map((_, n): Facts[number] => ({
      type: "join.started",
      target: { proc: 1 },
      proc: n + 2,
      op: count + n + 1,
    }))
    const world = fold(EMPTY_WORLD, numbered(...mainRun(), ...queue, ...begun, ...begun, ...joins))
    expect(world.queues[1]?.producers).toEqual(begun.slice(5).map((_, n) => n + 6))
    expect(world.processes[1]?.joinedBy).toEqual(joins.slice(5).map((_, n) => n + 7))
  })

  test("adds the operations that a source only counted", () => {
    const world = worldOf(...queue, {
      type: "queue.sampled",
      queue: 1,
      proc: 1,
      puts: 50,
      gets: 49,
      depth: 1,
      interval: 50_000,
    })
    expect(world.queues[1]).toMatchObject({ puts: 50, gets: 49, depth: 1, items: [] })
  })
})

describe("a pool", () => {
  const pool: Facts = [
    { type: "pool.created", pool: 1, proc: 1, name: "pool", size: 1 },
    { type: "process.spawned", proc: 2, pid: 200, ppid: 100, startTime: 9, parent: 1, role: "worker" },
    { type: "pool.worker.added", pool: 1, slot: 1, worker: 2 },
    { type: "pool.worker.ready", pool: 1, slot: 1, worker: 2 },
  ]
  const submitted = (task: number): Facts[number] => ({
    type: "task.submitted",
    pool: 1,
    proc: 1,
    task,
    fn: "worker",
    args: String(task),
    via: "applyAsync",
  })
  const started: Facts[number] = { type: "task.started", pool: 1, proc: 2, task: 1, slot: 1 }
  const failed: Facts[number] = {
    type: "task.finished",
    pool: 1,
    proc: 2,
    task: 1,
    slot: 1,
    outcome: "error",
    error: { name: "ValueError", message: "no" },
  }

  test("makes a process its worker, also if that ended before it could say so", () => {
    const born: Facts[number] = { type: "process.spawned", proc: 2, pid: 200, ppid: 100, startTime: 9, role: "child" }
    const added: Facts = pool.filter(({ type }) => type === "pool.created" || type === "pool.worker.added")
    expect(worldOf(born, ...added).processes[2]?.role).toBe("worker")
    expect(worldOf(born, ...added, born).processes[2]?.role).toBe("worker")
  })

  test("keeps tasks waiting in its backlog until a slot takes them", () => {
    const world = worldOf(...pool, submitted(1), submitted(2), started)
    expect(world.pools[1]?.backlog).toEqual([2])
    expect(world.pools[1]?.slots[0]).toMatchObject({ state: "busy", task: 1, worker: 2 })
  })

  test("shows a task and its end in the same way if its worker's reports arrive before its submission", () => {
    const usual = worldOf(...pool, submitted(1), started, failed)
    const { fn, args, state, error, slot, worker, index } = usual.tasks[1] ?? {}
    const shown = { fn, args, state, error, slot, worker, index }
    for (const late of [
      worldOf(...pool, started, submitted(1), failed),
      worldOf(...pool, started, failed, submitted(1)),
    ]) {
      expect(late.tasks[1]).toMatchObject(shown)
      expect(late.pools).toEqual(usual.pools)
      const slices = valuesOf(late.processes[2]?.slices ?? emptyRing(1))
      expect([...slices]).toMatchObject([{ label: "t0 worker(1)", outcome: "error" }])
    }
    const running = worldOf(...pool, started, submitted(1))
    expect(running.tasks[1]).toMatchObject({ state: "running", fn: "worker" })
    expect(running.pools[1]).toMatchObject({ backlog: [], slots: [{ state: "busy", task: 1 }] })
  })

  test("counts an unread error until it is read", () => {
    const unread = worldOf(...pool, submitted(1), started, failed)
    expect(unread.pools[1]).toMatchObject({ unreadErrors: 1, failed: 1, finished: 1 })
    const read = worldOf(...pool, submitted(1), started, failed, {
      type: "task.result.read",
      pool: 1,
      proc: 1,
      task: 1,
    })
    expect(read.pools[1]?.unreadErrors).toBe(0)
    expect(read.tasks[1]).toMatchObject({ state: "failed", isRead: true })
  })

  test("keeps the slot when its worker is replaced", () => {
    const world = worldOf(
      ...pool,
      { type: "pool.worker.removed", pool: 1, slot: 1, worker: 2, reason: "killed" },
      { type: "pool.worker.added", pool: 1, slot: 1, worker: 3 },
    )
    expect(world.pools[1]?.slots).toMatchObject([{ slot: 1, worker: 3, state: "starting", workers: 2 }])
  })

  const left = (reason: "killed" | "recycled"): Facts[number] => ({
    type: "pool.worker.removed",
    pool: 1,
    slot: 1,
    worker: 2,
    reason,
  })
  const slicesOf = (world: ReturnType<typeof worldOf>) => [...valuesOf(world.processes[2]?.slices ?? emptyRing(1))]

  test("has lost a task whose worker was gone while it ran, and shows it until that time", () => {
    const world = worldOf(...pool, submitted(1), started, left("killed"))
    const lostAt = world.at
    expect(world.tasks[1]).toMatchObject({ state: "lost", lostAt, finishedAt: null })
    expect(world.pools[1]).toMatchObject({ finished: 0, slots: [{ state: "gone", task: null }] })
    expect(slicesOf(world)).toMatchObject([{ label: "t0 worker(1)", outcome: "lost", end: lostAt }])
  })

  test("counts a lost task as failed once its library says so, and draws it once", () => {
    const lost = { type: "task.finished", pool: 1, proc: 1, task: 1, outcome: "lost" } as const
    const world = worldOf(...pool, submitted(1), started, left("killed"), lost)
    expect(world.tasks[1]).toMatchObject({ state: "failed", finishedAt: world.at })
    expect(world.pools[1]).toMatchObject({ finished: 1, failed: 1 })
    expect(slicesOf(world)).toHaveLength(1)
  })

  test("has a lost task again once another worker runs it", () => {
    const next = { type: "process.spawned", proc: 3, pid: 300, ppid: 100, startTime: 9, parent: 1 } as const
    const again = { ...started, proc: 3 } as Facts[number]
    const world = worldOf(...pool, next, submitted(1), started, left("killed"), again)
    expect(world.tasks[1]).toMatchObject({ state: "running", worker: 3, startedAt: world.at, lostAt: null })
    const done = worldOf(...pool, next, submitted(1), started, left("killed"), again, {
      type: "task.finished",
      pool: 1,
      proc: 3,
      task: 1,
      slot: 1,
      outcome: "ok",
    })
    expect(done.tasks[1]).toMatchObject({ state: "done", finishedAt: done.at, lostAt: null })
    expect([...valuesOf(done.processes[3]?.slices ?? emptyRing(1))]).toMatchObject([{ outcome: "ok" }])
  })

  test("loses no task to a worker that is replaced after it", () => {
    const done = { type: "task.finished", pool: 1, proc: 2, task: 1, slot: 1, outcome: "ok" } as const
    const world = worldOf(...pool, submitted(1), started, left("recycled"), done)
    expect(world.tasks[1]).toMatchObject({ state: "done", lostAt: null })
    expect(slicesOf(world)).toMatchObject([{ outcome: "ok" }])
  })

  test("labels a task that is no call as its library names it", () => {
    const named = { ...submitted(1), fn: "a.test.js", args: "" } as Facts[number]
    const world = worldOf(...pool, named, started, { type: "task.finished", pool: 1, proc: 2, task: 1, outcome: "ok" })
    expect([...valuesOf(world.processes[2]?.slices ?? emptyRing(1))]).toMatchObject([{ label: "t0 a.test.js" }])
  })

  test("has as many slots as its workers need, where its size was not known at first", () => {
    const world = worldOf(...pool, { type: "pool.worker.added", pool: 1, slot: 3, worker: 3 })
    expect(world.pools[1]).toMatchObject({
      size: 3,
      slots: [{ worker: 2 }, { state: "gone", worker: null }, { worker: 3 }],
    })
  })

  test("keeps only so many slots, whatever size it is said to have", () => {
    const huge = { type: "pool.created", pool: 1, proc: 1, name: "pool", size: 1e9, kind: "threadExecutor" } as const
    const world = worldOf(huge, { type: "pool.worker.added", pool: 1, slot: 2e9, worker: 1, thread: 7 })
    expect(world.pools[1]).toMatchObject({ size: 2e9 })
    expect(world.pools[1]?.slots).toHaveLength(KEEP.slots)
  })
})

describe("an asyncio task", () => {
  const task = (tid: number): Facts => [
    { type: "thread.started", proc: 1, tid, name: `fetch ${tid}`, role: "task" },
    { type: "thread.exited", proc: 1, tid },
  ]

  test("that has ended is kept as long as it is among the newest, however many there were", () => {
    const first = 2 ** 22 + 1
    const running: Facts[number] = { type: "thread.started", proc: 1, tid: first, name: "main 1", role: "task" }
    const ended = Array.from({ length: KEEP.endedTasks + 20 }, (_, n) => task(first + 1 + n)).flat()
    const tids = Object.keys(worldOf(running, ...ended).processes[1]?.threads ?? {}).map(Number)
    expect(tids).toEqual([first, ...Array.from({ length: KEEP.endedTasks }, (_, n) => first + 21 + n)])
  })
})

describe("a segment of shared memory", () => {
  const made: Facts = [
    ...spawned,
    { type: "segment.created", segment: 1, proc: 1, name: "psm_1", size: 4096 },
    { type: "segment.attached", segment: 1, proc: 1 },
    { type: "segment.attached", segment: 1, proc: 2 },
  ]

  test("lists the processes that have it, in the order in which they attached it", () => {
    expect(worldOf(...made).segments[1]).toMatchObject({ name: "psm_1", size: 4096, owner: 1, users: [1, 2] })
    expect(worldOf(...made, { type: "segment.detached", segment: 1, proc: 1 }).segments[1]?.users).toEqual([2])
  })

  test("without its name stays with those that have it", () => {
    expect(worldOf(...made, { type: "segment.unlinked", segment: 1, proc: 1 }).segments[1]).toMatchObject({
      isUnlinked: true,
      users: [1, 2],
    })
  })
})

test("a line of the lab binds its variable to the object it made", () => {
  const world = worldOf(
    { type: "line.submitted", line: 1, code: "const q = new Queue(3)" },
    { type: "line.started", line: 1, proc: 1 },
    { type: "queue.created", queue: 1, proc: 1, name: "q", maxsize: 3, kind: "queue" },
    { type: "line.finished", line: 1, proc: 1, outcome: "ok", binds: [{ name: "q", kind: "queue", id: 1 }] },
  )
  expect(variableOf(world, "queue", 1)).toBe("q")
})

test("a line that is interrupted blocks nobody any more, though its wait goes on in the background", () => {
  const world = worldOf(
    { type: "line.submitted", line: 1, code: "await sleep(9)" },
    { type: "line.started", line: 1, proc: 1 },
    { type: "sleep.started", proc: 1, op: 1, seconds: 9 },
    { type: "line.finished", line: 1, proc: 1, outcome: "interrupted" },
  )
  expect(waitOf(world, 1)).toBeNull()
  expect(world.ops[1]?.isAbandoned).toBe(true)
})

test("folding never changes the world that went in", () => {
  const events = numbered(...mainRun(), ...created, ...spawned)
  const before = fold(EMPTY_WORLD, events.slice(0, 2))
  const copy = structuredClone(before)
  fold(before, events)
  expect(before).toEqual(copy)
})

test("an event that was already folded is skipped, so snapshots and batches may overlap", () => {
  const events = numbered(...mainRun(), ...created)
  const world = fold(EMPTY_WORLD, events)
  expect(fold(world, events)).toEqual(world)
  expect(events.reduce(reduce, EMPTY_WORLD)).toEqual(world)
})

test("a world is plain data: converted to JSON and back, it is the same", () => {
  const world = worldOf(...created, ...spawned)
  expect(JSON.parse(JSON.stringify(world))).toEqual(world)
})

test("a violation of an invariant is reported with the history of the entity", () => {
  const events = numbered(...mainRun(), ...created, { type: "process.reaped", proc: 9, exitCode: 0 })
  const world = fold(EMPTY_WORLD, events)
  expect(violations(world)).toHaveLength(1)
  expect(() => checkInvariants(world, events)).toThrow("process.reaped names processes 9")
  expect(storyText(events, { kind: "process", id: 2 })).toContain("process.created")
})
