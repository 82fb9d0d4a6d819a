import { describe, expect, test } from "vitest"
import { sentenceIn } from "../../support/sentences.ts"
import {
  exited,
  type Facts,
  joining,
  type Loose,
  look,
  only,
  program,
  proofOf,
  put,
  queue,
  reaped,
  SECOND,
  spawned,
} from "./support.ts"

const LATER = 4 * SECOND

type Call = "read" | "write" | "futex" | "wait"
/** A thread that has slept in a system call for a second. */
const blocked = (proc: number, call: Call, more: object = {}, tid = 100 * proc): Loose => ({
  type: "thread.blocked",
  ...{ src: "procfs", proc, tid, call, slept: SECOND, at: 2 * SECOND, ...more },
})
const privately = { isPrivate: true }
const pipe = (fd: number, ...others: object[]) => ({ fd, file: "pipe:[7]", others })
const held = (proc: number, fd: number) => ({ proc, pid: 100 * proc, fd })
const OUTSIDE = { pid: 7, fd: 3 }
/** A child without a probe. */
const command = (proc: number): Facts => [
  { type: "process.spawned", src: "procfs", proc, pid: 100 * proc, ppid: 100, startTime: 5, name: "seq", parent: 1 },
]
const thread = (proc: number, tid: number, name: string): Loose => ({
  type: "thread.started",
  ...{ proc, tid, name, role: "user" },
})

describe("a full pipe", () => {
  const facts = [...program(), ...command(2), joining(1, { proc: 2 }, 1, 16, 100_000)]

  test("that the waiting parent would have to read is found, with both", () => {
    const { found, events } = look(LATER, ...facts, blocked(2, "write", pipe(1, held(1, 3))))
    const finding = only(found, "deadlock")
    expect(finding).toMatchObject({ severity: "hang", processes: [2, 1] })
    expect(finding.text.key).toBe("deadlock.unreadCycle")
    expect(sentenceIn(finding, "en").text).toContain("seq (200) waits in write() to stdout, a full pipe that")
    expect(proofOf(finding, events)).toEqual(["join.started", "thread.blocked"])
  })

  test("is no finding while somebody may read it, runs again, or nobody has its other end", () => {
    const reader = [...command(3), blocked(2, "write", pipe(1, held(3, 0)))]
    expect(look(LATER, ...facts, ...reader).kinds).toEqual([])
    expect(look(LATER, ...facts, blocked(2, "write", pipe(1, OUTSIDE))).kinds).toEqual([])
    expect(look(LATER, ...facts, blocked(2, "write", pipe(1))).kinds).toEqual([])
    const runs: Loose = { type: "thread.unblocked", src: "procfs", proc: 2, tid: 200, at: 3 * SECOND }
    expect(look(LATER, ...facts, blocked(2, "write", pipe(1, held(1, 3))), runs).kinds).toEqual([])
  })
})

describe("a pipe that never ends", () => {
  test("is found when only its reader has its other end", () => {
    const { found } = look(LATER, ...program(), blocked(1, "read", pipe(5, held(1, 6))))
    const finding = only(found, "deadlock")
    expect(finding.text.key).toBe("deadlock.endless")
    expect(sentenceIn(finding, "en").text).toContain("waits in read() of fd 5")
  })

  test("is no finding while a process that goes on has its other end", () => {
    expect(look(LATER, ...program(), ...command(2), blocked(1, "read", pipe(5, held(2, 1)))).kinds).toEqual([])
  })
})

describe("a lock in the memory of a process", () => {
  const child = [...program(), ...spawned(2, "handler"), joining(1, { proc: 2 }, 1, 16, 100_000)]

  test("for which the only thread of a forked child waits was copied by the fork", () => {
    const finding = only(look(LATER, ...child, blocked(2, "futex", privately)).found, "deadlock")
    expect(finding.processes).toEqual([2])
    expect(finding.text.key).toBe("deadlock.copied")
  })

  test("is no finding with a timeout, if it is shared with others that go on, or while another thread goes on", () => {
    expect(look(LATER, ...child, blocked(2, "futex", { ...privately, isTimed: true })).kinds).toEqual([])
    expect(look(LATER, ...child, ...command(3), blocked(2, "futex")).kinds).toEqual([])
    expect(look(LATER, ...child, thread(2, 201, "other"), blocked(2, "futex", privately)).kinds).toEqual([])
  })

  test("for which all threads of a process wait is found", () => {
    const both = [thread(1, 101, "f"), thread(1, 102, "g"), joining(1, { thread: 101 }, 1, 16, 100_000)]
    const { found } = look(
      LATER,
      ...program(),
      ...both,
      blocked(1, "futex", privately, 101),
      blocked(1, "futex", privately, 102),
    )
    const finding = only(found, "deadlock")
    expect(sentenceIn(finding, "en").title).toContain("f and MainProcess (100) · g wait for each other")
  })

  test("is no finding in a thread that has ended an operation since, though the kernel was not asked again", () => {
    const acts = put(1, 1, 1, 1, 1, 2_100_000)
    expect(look(LATER, ...program(), queue(1), blocked(1, "futex", privately)).kinds).toEqual(["deadlock"])
    expect(look(LATER, ...program(), queue(1), blocked(1, "futex", privately), ...acts).kinds).toEqual([])
  })

  test("is no finding in a command that runs a function at signals", () => {
    const waits = [...program(), ...command(2), joining(1, { proc: 2 }, 1, 16, 100_000)]
    expect(look(LATER, ...waits, blocked(2, "futex", { ...privately, isInterruptible: true })).kinds).toEqual([])
    expect(look(LATER, ...waits, blocked(2, "futex", privately)).kinds).toEqual(["deadlock"])
  })

  test("is no finding in a worker of a pool, which waits like that for its tasks", () => {
    const worker: Facts = [
      ...program(),
      { type: "pool.created", pool: 1, proc: 1, name: "Pool", size: 1 },
      ...spawned(2, "PoolWorker-1", { role: "worker" }),
      { type: "pool.worker.added", pool: 1, slot: 1, worker: 2 },
      { type: "pool.worker.ready", pool: 1, slot: 1, worker: 2 },
      joining(1, { proc: 2 }, 1, 16, 100_000),
    ]
    expect(look(LATER, ...worker, blocked(2, "futex", privately)).kinds).toEqual([])
  })
})

test("a wait for children is no finding while one of them goes on, or once all have ended", () => {
  const shell = [...program(), ...command(2), blocked(1, "wait")]
  expect(look(LATER, ...shell).kinds).toEqual([])
  expect(look(LATER, ...shell, exited(2, 3 * SECOND), reaped(2, 3 * SECOND)).kinds).toEqual([])
})
