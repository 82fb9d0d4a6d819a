import { describe, expect, test } from "vitest"
import { sentenceIn } from "../../support/sentences.ts"
import {
  exited,
  type Facts,
  type Loose,
  line,
  linesOf,
  look,
  only,
  program,
  reaped,
  SECOND,
  spawned,
} from "./support.ts"

const LATER = 5 * SECOND

/** A pool of one slot, whose first worker (process 2) is ready. */
const pool: Facts = [
  ...program(),
  { type: "pool.created", pool: 1, proc: 1, name: "Pool", size: 1, site: line(5) },
  ...spawned(2, "PoolWorker-1", { role: "worker" }),
  { type: "pool.worker.added", pool: 1, slot: 1, worker: 2 },
]
const ready = (worker: number, at = 100): Loose => ({ type: "pool.worker.ready", pool: 1, slot: 1, worker, at })
const submitted = (task: number, at: number): Loose => ({
  type: "task.submitted",
  ...{ pool: 1, proc: 1, task, fn: "work", args: "3", via: "applyAsync", site: line(50), at },
})
const begun = (task: number, worker: number, at: number): Loose => ({
  type: "task.started",
  ...{ pool: 1, proc: worker, task, slot: 1, at },
})
const waiting = (at: number): Loose => ({
  type: "result.wait.started",
  ...{ proc: 1, tid: 100, op: 9, pool: 1, at, site: line(51) },
})
/** A worker ends, and its pool removes it. */
const lost = (worker: number, at: number, exitCode: number): Facts => [
  exited(worker, at, exitCode),
  reaped(worker, at, exitCode),
  { type: "pool.worker.removed", pool: 1, slot: 1, worker, reason: exitCode < 0 ? "killed" : "exited", at },
]
const added = (worker: number, at: number): Facts => [
  ...spawned(worker, `PoolWorker-${worker - 1}`, { role: "worker", at }),
  { type: "pool.worker.added", pool: 1, slot: 1, worker, at },
]
const sleepsIn = (proc: number, at: number, wchan: string): Loose => ({
  type: "process.sampled",
  ...{ src: "procfs", proc, at, cpu: 0, queued: 0, state: "S", core: 0, threads: 1, wchan },
})
const raised = (proc: number, at: number, name: string, more: object = {}): Loose => ({
  type: "process.raised",
  ...{ proc, at, error: { name, message: "no" }, site: line(70), ...more },
})

describe("a pool that lost the lock of its task queue", () => {
  const killed: Facts = [...pool, ready(2), ...lost(2, 300_000, -9), ...added(3, 310_000), ready(3, 320_000)]

  test("is found when an idle worker was killed and the next one takes no task", () => {
    const { found } = look(LATER, ...killed, submitted(1, 400_000), waiting(410_000))
    const finding = only(found, "stalled-pool")
    expect(finding).toMatchObject({ severity: "hang", processes: [2, 1], refs: [{ kind: "pool", id: 1 }] })
    expect(finding.text.key).toBe("stalled-pool.reader")
    expect(linesOf(finding)).toEqual([
      [1, 51],
      [1, 5],
    ])
  })

  test("is not found while the worker reads from the queue, works, or has just become ready", () => {
    const waits = [submitted(1, 400_000), waiting(410_000)]
    expect(look(LATER, ...killed, ...waits, sleepsIn(3, SECOND, "anon_pipe_read")).kinds).toEqual([])
    expect(look(LATER, ...killed, ...waits, begun(1, 3, 420_000)).kinds).toEqual([])
    expect(look(SECOND, ...killed, ...waits).kinds).toEqual([])
  })

  test("is not found when the worker was recycled", () => {
    const recycled: Facts = [
      ...[exited(2, 300_000), reaped(2, 300_000)],
      { type: "pool.worker.removed", pool: 1, slot: 1, worker: 2, reason: "recycled", at: 300_000 },
    ]
    const next = [...added(3, 310_000), ready(3, 320_000), submitted(1, 400_000), waiting(410_000)]
    expect(look(LATER, ...pool, ready(2), ...recycled, ...next).kinds).toEqual([])
  })
})

describe("a pool whose workers end before their first task", () => {
  const failing = (count: number): Facts =>
    Array.from({ length: count }, (_, n) => n).flatMap((n) => [
      ...(n === 0 ? [] : added(2 + n, n * 100_000)),
      raised(2 + n, n * 100_000 + 40_000, "ConnectionError"),
      ...lost(2 + n, n * 100_000 + 50_000, 1),
    ])

  test("is found with their number, and the error and line of the last", () => {
    const { found } = look(LATER, ...pool, submitted(1, 100), waiting(200), ...failing(5), ...added(9, 900_000))
    const finding = only(found, "stalled-pool")
    expect(finding.text.key).toBe("stalled-pool.raising")
    expect(sentenceIn(finding, "en").text).toContain("5 workers of Pool(1) have ended one after another")
    expect(sentenceIn(finding, "en").text).toContain("ConnectionError: no (program.py:70)")
  })

  test("is not found when a later one got ready, or too few have failed", () => {
    const waits = [submitted(1, 100), waiting(200)]
    expect(look(LATER, ...pool, ...waits, ...failing(5), ...added(9, 900_000), ready(9, SECOND)).kinds).toEqual([])
    expect(look(LATER, ...pool, ...waits, ...failing(3), ...added(9, 900_000)).kinds).toEqual([])
  })
})

describe("a pool without workers", () => {
  const ended: Facts = [...pool, ready(2), exited(2, 300_000), reaped(2, 300_000)]

  test("is found when it has tasks and starts none", () => {
    const { found } = look(LATER, ...ended, submitted(1, 400_000), waiting(410_000))
    expect(only(found, "stalled-pool").text.key).toBe("stalled-pool.empty")
  })

  test("is not found right after the last has ended, or when there is another one", () => {
    const waits = [submitted(1, 400_000), waiting(410_000)]
    expect(look(2 * SECOND, ...ended, ...waits).kinds).toEqual([])
    expect(look(LATER, ...ended, ...waits, ...added(3, 500_000)).kinds).toEqual([])
  })
})

describe("a pool that lost a thread of its own", () => {
  const thread = { proc: 1, tid: 105 }
  const threads: Facts = [
    ...[...pool, ready(2)],
    { type: "thread.started", ...thread, name: "Thread-3 (_handle_results)", role: "pool", pool: 1 },
    ...[submitted(1, 200_000), begun(1, 2, 210_000), waiting(220_000)],
  ]
  const finished: Loose = {
    type: "task.finished",
    ...{ pool: 1, proc: 2, task: 1, slot: 1, outcome: "error", error: { name: "BadRow", message: "" }, at: 300_000 },
  }
  const died = (file: string): Facts => [
    raised(1, 310_000, "TypeError", {
      thread: 105,
      error: { name: "TypeError", message: "no", traceback: `  File "/lib/multiprocessing/${file}\n` },
    }),
    { type: "thread.exited", ...thread, at: 320_000 },
  ]

  test.each([
    ["unpickled", 'connection.py", line 250, in recv'],
    ["callback", 'pool.py", line 776, in _set'],
    ["thread", 'pool.py", line 9, in other'],
  ])("is found with what the thread did: %s", (variant, file) => {
    const { found } = look(LATER, ...threads, finished, ...died(file))
    const finding = only(found, "stalled-pool")
    expect(finding.text.key).toBe(`stalled-pool.${variant}`)
    expect(sentenceIn(finding, "en").title).toContain("Thread-3 (_handle_results)")
  })

  test("is not found when the thread ended without an error", () => {
    expect(look(LATER, ...threads, { type: "thread.exited", ...thread, at: 320_000 }).kinds).toEqual([])
  })
})

test("a task that ended its worker by itself is lost, though the exit code is 0, once that is reported", () => {
  const facts = [...pool, ready(2), submitted(1, 200_000), begun(1, 2, 210_000), waiting(220_000)]
  const left = [exited(2, 300_000), reaped(2, 300_000), ...added(3, 310_000), ready(3, 320_000)]
  expect(look(LATER, ...facts, ...left).kinds).toEqual([])
  const told: Loose = { type: "task.finished", pool: 1, proc: 2, task: 1, outcome: "lost", at: 500_000 }
  const finding = only(look(LATER, ...facts, ...left, told).found, "killed-holder")
  expect(finding.text.key).toBe("killed-holder.exit")
})
