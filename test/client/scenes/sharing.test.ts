import type { Finding } from "@forkscope/shared/findings"
import { History } from "@forkscope/shared/history"
import type { World } from "@forkscope/shared/world"
import { describe, expect, test } from "vitest"
import { badgesOf } from "../../../client/src/scenes/stage/badges.ts"
import { stageScene } from "../../../client/src/scenes/stage/stageScene.ts"
import { openSlices } from "../../../client/src/scenes/timeline/laneSlices.ts"
import { lanesOf } from "../../../client/src/scenes/timeline/lanes.ts"
import { NO_FINDINGS, stableFindings } from "../../../client/src/store/stableFindings.ts"
import { child, type Facts, puts, queueOf, spent, worldOf } from "./worlds.ts"

/** The history of a page that joins late: only what the world still holds. */
function seenBy(world: World): History {
  const history = new History()
  history.add(world)
  return history
}

const site = (line: number) => ({ file: "/x/program.py", line })

const lock = (
  id: number,
  kind: "lock" | "semaphore" | "event" | "condition" | "barrier" = "lock",
  value = 1,
): Facts[number] => ({
  type: "lock.created",
  proc: 1,
  lock: id,
  kind,
  name: `lock${id}`,
  value,
})

/** A process takes a lock, or only waits for it. */
const acquire = (op: number, id: number, proc: number, isGiven = true): Facts => [
  { type: "lock.acquire.started", op, lock: id, proc, tid: 100 + proc, block: true, site: site(op) },
  ...(isGiven ? [{ type: "lock.acquire.finished", op, lock: id, proc, tid: 100 + proc, outcome: "ok" } as const] : []),
]

/** Two processes take two locks in opposite orders, and a third waits for one of them. */
const crossed: Facts = [
  child(2),
  child(3),
  child(4),
  lock(1),
  lock(2),
  ...acquire(1, 1, 2),
  ...acquire(2, 2, 3),
  ...acquire(3, 2, 2, false),
  ...acquire(4, 1, 3, false),
  ...acquire(5, 1, 4, false),
]

const finding = (more: Partial<Finding>): Finding =>
  ({
    kind: "deadlock",
    id: "deadlock",
    severity: "hang",
    since: 0,
    processes: [],
    refs: [],
    sites: [],
    evidence: [],
    text: { key: "", values: {} },
    chain: [],
    ...more,
  }) as Finding

describe("locks", () => {
  const scene = stageScene(worldOf(crossed))
  const kindOf = (key: string) => scene.edges.find((edge) => edge.key === key)?.kind

  test("are right of the processes that use them; an edge shows which process holds one and which wait for it", () => {
    const right = Math.max(...scene.processes.map(({ box }) => box.x + box.width))
    expect(scene.locks.map(({ box }) => box.x > right)).toEqual([true, true])
    expect(["lock:1:2", "lock:2:3", "lock:2:2", "lock:1:3", "lock:1:4"].map(kindOf)).toEqual([
      "hold",
      "hold",
      "want",
      "want",
      "want",
    ])
    expect(scene.locks[0]).toMatchObject({ state: "held", holders: ["102"], waiting: 2 })
  })

  test("keep their place while their holders change", () => {
    const release: Facts[number] = { type: "lock.released", lock: 1, proc: 2, tid: 102, value: 1 }
    const used: Facts = [child(2), child(3), lock(1), ...acquire(1, 1, 2), release, ...acquire(2, 1, 3)]
    const held = stageScene(worldOf(used))
    const free = stageScene(worldOf([...used, { ...release, proc: 3, tid: 103 }]))
    expect(free.locks[0]?.box).toEqual(held.locks[0]?.box)
    expect(free.locks[0]?.state).toBe("free")
    expect(free.edges.map(({ key, kind }) => [key, kind])).toContainEqual(["lock:1:2", "use"])
  })

  test("that were never used are not drawn; if there are very many, those with a wait come first", () => {
    expect(stageScene(worldOf([child(2), lock(1)])).locks).toEqual([])
    const many = Array.from({ length: 12 }, (_, index): Facts => [lock(index + 1), ...acquire(index + 1, index + 1, 2)])
    const { locks, folds } = stageScene(worldOf([child(2), child(3), ...many.flat(), ...acquire(99, 12, 3, false)]))
    expect(locks).toHaveLength(8)
    expect(locks.at(-1)?.id).toBe(12)
    expect(folds.map(({ count }) => count)).toEqual([4])
  })

  test("a semaphore shows its free places, an event whether it is set, a barrier for how many it is", () => {
    const { locks } = stageScene(
      worldOf([
        child(2),
        lock(1, "semaphore", 2),
        ...acquire(1, 1, 2),
        lock(2, "event", 0),
        ...acquire(2, 2, 2, false),
        lock(3, "barrier", 4),
        ...acquire(3, 3, 2, false),
        lock(4, "condition", 0),
        ...acquire(4, 4, 2, false),
      ]),
    )
    expect(locks).toMatchObject([
      { state: "free", places: 1, holders: ["102"] },
      { state: "unset", places: null },
      { state: "signal", places: 4 },
      { state: "signal", places: null },
    ])
  })
})

describe("a finding", () => {
  const link = (proc: number, id: number): Finding["chain"][number] => ({
    ...{ proc, tid: 100 + proc, who: "", verb: "acquire", ref: { kind: "lock", id } },
    ...{ what: "", site: null, next: "", heldAt: null, isSystemCall: false },
  })
  const deadlock = finding({
    chain: [link(2, 2), link(3, 1)],
    processes: [2, 3],
    refs: [
      { kind: "lock", id: 1 },
      { kind: "lock", id: 2 },
    ],
  })

  test("of a deadlock draws its cycle in the colour of danger, and nothing else", () => {
    const { edges, processes, locks } = stageScene(worldOf(crossed), [], 2, badgesOf([deadlock]))
    const danger = edges.filter(({ isDanger }) => isDanger).map(({ key }) => key)
    expect(danger.sort()).toEqual(["lock:1:2", "lock:1:3", "lock:2:2", "lock:2:3"])
    expect(processes.filter(({ badge }) => badge === "hang").map(({ id }) => id)).toEqual([2, 3])
    expect(locks.map(({ badge }) => badge)).toEqual(["hang", "hang"])
  })

  test("marks each object with the most severe finding that names it", () => {
    const hint = finding({ id: "hint", kind: "zombie", severity: "hint", processes: [2, 4] })
    const { processes } = stageScene(worldOf(crossed), [], 2, badgesOf([deadlock, hint]))
    expect(processes.map(({ id, badge }) => [id, badge])).toEqual([
      [1, null],
      [2, "hang"],
      [3, "hang"],
      [4, "hint"],
    ])
  })

  test("is shown for at least a second, and disappears with its run", () => {
    const first = stableFindings(NO_FINDINGS, [deadlock], 1, 1000)
    expect(first.findings).toEqual([deadlock])
    expect(stableFindings(first, [], 1, 1900).findings).toEqual([deadlock])
    expect(stableFindings(first, [], 1, 2000).findings).toEqual([])
    expect(stableFindings(first, [], 2, 1100).findings).toEqual([])
  })

  test("that has not changed is the same object, so that nothing is redrawn", () => {
    const first = stableFindings(NO_FINDINGS, [deadlock], 1, 1000)
    expect(stableFindings(first, [{ ...deadlock }], 1, 1250).findings).toBe(first.findings)
  })
})

describe("a queue with feeder threads", () => {
  const buffered: Facts = [
    { type: "queue.put.started", queue: 1, proc: 2, op: 51, block: true, value: "'x'" },
    {
      type: "queue.put.finished",
      queue: 1,
      proc: 2,
      op: 51,
      outcome: "ok",
      item: 3,
      depth: 3,
      buffered: true,
      value: "'x'",
    },
  ]
  const facts: Facts = [queueOf(5), child(2), ...puts(2, 1, 2), ...buffered]

  test("shows items that the feeder has not written yet in their own zone before the tube", () => {
    const [queue] = stageScene(worldOf(facts)).queues
    expect(queue?.feeders).toMatchObject([{ proc: 2, count: 1 }])
    expect(queue?.items).toHaveLength(2)
    expect(queue?.depth).toBe(3)
    const feeder = queue?.feeders[0]?.box
    expect((feeder?.x ?? 0) + (feeder?.width ?? 0)).toBeLessThan(queue?.tube.x ?? 0)
  })

  test("takes new items at the feeder, and written items move on into the tube", () => {
    const { queues, edges } = stageScene(worldOf(facts))
    const feeder = queues[0]?.feeders[0]?.box
    const curve = edges.find(({ key }) => key === "put:1:2")?.curve ?? []
    expect(curve.at(-2)).toBe(feeder?.x)
    const [after] = stageScene(worldOf([...facts, { type: "queue.item.written", queue: 1, proc: 2, item: 3 }])).queues
    expect(after?.feeders).toEqual([])
    expect(after?.items).toHaveLength(3)
  })

  test("that is joinable shows the number of unfinished items", () => {
    const joinable = { ...queueOf(5), kind: "joinable" } as Facts[number]
    expect(stageScene(worldOf([joinable, child(2), ...puts(2, 1, 2)])).queues[0]?.unfinished).toBe(2)
  })
})

describe("a pipe", () => {
  const facts: Facts = [
    child(2),
    { type: "pipe.created", pipe: 1, proc: 1, duplex: false },
    { type: "pipe.send.started", pipe: 1, proc: 1, op: 1, end: 1 },
    { type: "pipe.send.finished", pipe: 1, proc: 1, op: 1, end: 1, outcome: "ok" },
  ]
  const receive: Facts[number] = { type: "pipe.recv.started", pipe: 1, proc: 2, op: 2, end: 0 }

  test("is between its sender and its receiver, and shows the number of messages inside", () => {
    const { pipes, processes } = stageScene(worldOf([...facts, receive]))
    const x = (id: number) => processes.find((node) => node.id === id)?.box.x ?? 0
    expect(pipes[0]).toMatchObject({ sent: 1, received: 0, inside: 1, leftEnd: 1 })
    expect(x(1)).toBeLessThan(pipes[0]?.box.x ?? 0)
    expect(x(2)).toBeGreaterThan(pipes[0]?.box.x ?? 0)
  })

  test("shows at which end a process waits", () => {
    const { edges } = stageScene(worldOf([...facts, receive]))
    expect(edges.filter(({ kind, isBlocked }) => kind !== "child" && isBlocked).map(({ key }) => key)).toEqual([
      "pipe:1:2:0",
    ])
  })

  test("without messages is not drawn", () => {
    expect(stageScene(worldOf(facts.slice(0, 2))).pipes).toEqual([])
  })
})

describe("a pool of threads", () => {
  const facts: Facts = [
    { type: "pool.created", pool: 1, proc: 1, name: "", size: 2, kind: "threadPool" },
    ...[1, 2].flatMap(
      (slot): Facts => [
        { type: "thread.started", proc: 1, tid: 200 + slot, name: `Thread-${slot}`, role: "pool" },
        { type: "pool.worker.added", pool: 1, slot, worker: 1, thread: 200 + slot },
        { type: "pool.worker.ready", pool: 1, slot, worker: 1, thread: 200 + slot },
      ],
    ),
    { type: "task.submitted", pool: 1, proc: 1, task: 1, fn: "fetch", args: "(1,)", via: "map" },
    { type: "task.started", pool: 1, proc: 1, task: 1, slot: 2, tid: 202 },
    { type: "sleep.started", proc: 1, tid: 202, op: 1, seconds: 5 },
    { type: "result.wait.started", proc: 1, tid: 100, op: 2, pool: 1 },
  ]
  const world = worldOf(facts)

  test("has slots with threads and no PIDs, and its process keeps its own box", () => {
    const { pools, processes } = stageScene(world)
    expect(processes.map(({ id, wait }) => [id, wait?.cause])).toEqual([[1, "result"]])
    expect(pools[0]?.call).toBe("ThreadPool(2)")
    expect(pools[0]?.slots).toMatchObject([
      { pid: null, thread: 201, work: "idle" },
      { pid: null, thread: 202, work: "busy", wait: "sleep", state: "waiting" },
    ])
  })

  test("has a lane for each thread, beside that of the process", () => {
    const { lanes } = lanesOf(seenBy(world))
    expect(lanes.map(({ kind, thread }) => [kind, thread])).toEqual([
      ["process", null],
      ["pool", null],
      ["slot", 201],
      ["slot", 202],
    ])
    const [main] = Object.values(world.processes)
    const kinds = (thread: number | null) => main && openSlices(world, main, thread).map(({ kind }) => kind)
    expect(kinds(null)).toEqual(["result"])
    expect(kinds(201)).toEqual([])
    expect(kinds(202)).toEqual(["task", "sleep"])
  })

  test("an executor is named as such, and its slots are empty until work comes", () => {
    const executor: Facts = [{ type: "pool.created", pool: 1, proc: 1, name: "", size: 4, kind: "processExecutor" }]
    const [pool] = stageScene(worldOf(executor)).pools
    expect(pool?.call).toBe("ProcessPoolExecutor(4)")
    expect(pool?.slots.map(({ work, workers }) => [work, workers])).toEqual(Array(4).fill(["gone", 0]))
  })
})

test("a segment of shared memory stands beside the living processes that have it, and goes with the last of them", () => {
  const made: Facts = [
    child(2),
    child(3),
    { type: "segment.created", segment: 1, proc: 1, name: "psm_1", size: 4_000_000 },
    ...[1, 2, 3].map((proc) => ({ type: "segment.attached", segment: 1, proc }) as const),
    { type: "segment.unlinked", segment: 1, proc: 1 },
    { type: "process.exited", proc: 3, exitCode: 0 },
  ]
  const { segments, edges } = stageScene(worldOf(made))
  expect(segments).toMatchObject([{ name: "psm_1", size: 4_000_000, isUnlinked: true, users: 2 }])
  expect(edges.filter(({ key }) => key.startsWith("segment:")).map(({ key }) => key)).toEqual([
    "segment:1:1",
    "segment:1:2",
  ])
  const detached = [1, 2].map((proc) => ({ type: "segment.detached", segment: 1, proc }) as const)
  expect(stageScene(worldOf([...made, ...detached])).segments).toEqual([])
})

test("helper processes of the library are small, and are never combined into tiles", () => {
  const helpers = [child(2, { role: "manager" }), child(3, { role: "helper" })]
  const crowd = Array.from({ length: 12 }, (_, index) => child(index + 4))
  const { processes } = stageScene(worldOf([...helpers, ...crowd]))
  expect(processes.filter(({ form }) => form === "quiet").map(({ id }) => id)).toEqual([2, 3])
  expect(processes.filter(({ form }) => form === "tile")).toHaveLength(12)
})

test("an orphan shows the process that adopted it", () => {
  const gone: Facts = [
    child(2),
    child(3, { parent: 2 }),
    { type: "process.exited", proc: 2, exitCode: 0 },
    { type: "process.reaped", proc: 2, exitCode: 0 },
    { type: "process.reparented", proc: 3, parent: null, ppid: 77 },
  ]
  expect(stageScene(worldOf(gone)).processes.map(({ id, adoptedBy }) => [id, adoptedBy])).toEqual([
    [1, null],
    [3, 77],
  ])
})

test("a long call leads to its manager, a join to its queue", () => {
  const { edges } = stageScene(
    worldOf([
      child(2, { role: "manager" }),
      child(3),
      { ...queueOf(0), kind: "joinable" } as Facts[number],
      { type: "proxy.call.started", proc: 3, op: 1, manager: 2, object: "dict", method: "update" },
      { type: "join.started", proc: 1, op: 2, target: { queue: 1 } },
      { type: "output.written", stream: "stdout", text: "", at: 1_000_000 },
    ]),
  )
  expect(edges.filter(({ isBlocked }) => isBlocked).map(({ key }) => key)).toEqual(["join:2", "call:1"])
})

test("a process is not shown waiting in what another thread waits in, where the kernel knows its main thread's wait", () => {
  const waiting: Facts = [child(2), lock(1), { ...acquire(8, 1, 2, false)[0], tid: 999 } as Facts[number]]
  const wchan = (name: string) => ({ ...spent(2, 0, 0)[1], state: "S", wchan: name }) as Facts[number]
  const waitOf = (...facts: Facts) => stageScene(worldOf(facts)).processes.find(({ id }) => id === 2)?.wait
  expect(waitOf(...waiting)?.call).toBe("lock1.acquire()")
  expect(waitOf(...waiting, wchan("futex_wait_queue"))?.call).toBe("lock1.acquire()")
  expect(waitOf(...waiting, wchan("hrtimer_nanosleep"))?.call).not.toBe("lock1.acquire()")
})

test("a process is shown waiting in what its main thread waits in, and slices have their lines", () => {
  const world = worldOf([
    child(2),
    lock(1),
    lock(2),
    ...acquire(7, 1, 2, false),
    { type: "lock.acquire.started", op: 8, lock: 2, proc: 2, tid: 999, block: true, site: site(8) },
  ])
  expect(stageScene(world).processes.find(({ id }) => id === 2)?.wait?.call).toBe("lock1.acquire()")
  const process = world.processes[2]
  const marks = [null, 999].map(
    (tid) => process && openSlices(world, process, tid).map(({ label, site }) => [label, site?.line]),
  )
  expect(marks).toEqual([[["lock1.acquire()", 7]], [["lock2.acquire()", 8]]])
  expect(lanesOf(seenBy(world)).lanes.map(({ kind, thread }) => [kind, thread])).toContainEqual(["thread", 999])
})
