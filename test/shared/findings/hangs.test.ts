import { describe, expect, test } from "vitest"
import { sentenceIn } from "../../support/sentences.ts"
import {
  acquired,
  acquiring,
  exited,
  type Facts,
  getting,
  got,
  joined,
  joining,
  type Loose,
  line,
  linesOf,
  lock,
  look,
  only,
  program,
  proofOf,
  put,
  putting,
  queue,
  reaped,
  released,
  SECOND,
  sample,
  spawned,
} from "./support.ts"

const two: Facts = [...program(), ...spawned(2, "left"), ...spawned(3, "right")]
const joinLeft = joining(1, { proc: 2 }, 90, 40, 10_000)
const LATER = 2 * SECOND

describe("a deadlock", () => {
  const locks: Facts = [
    ...two,
    lock(1),
    lock(2),
    ...acquired(2, 1, 1, 10, 100_000),
    ...acquired(3, 2, 2, 20, 110_000),
    acquiring(2, 2, 3, 11, 200_000),
    acquiring(3, 1, 4, 21, 210_000),
  ]

  test("of two locks names both processes, both locks, the lines that wait and the lines that hold", () => {
    const { found, events } = look(LATER, ...locks, joinLeft)
    const finding = only(found, "deadlock")
    expect(finding).toMatchObject({ severity: "hang", since: 210_000, processes: [2, 3] })
    expect(finding.refs).toEqual([
      { kind: "lock", id: 2 },
      { kind: "lock", id: 1 },
    ])
    expect(linesOf(finding)).toEqual([
      [2, 11],
      [3, 20],
      [3, 21],
      [2, 10],
    ])
    expect(proofOf(finding, events)).toEqual([
      "lock.acquire.finished",
      "lock.acquire.finished",
      "lock.acquire.started",
      "lock.acquire.started",
    ])
    expect(finding.chain).toMatchObject([
      { who: "left (200)", what: "lock2", next: "right (300)", site: line(11), heldAt: line(20) },
      { who: "right (300)", what: "lock1", next: "left (200)", site: line(21), heldAt: line(10) },
    ])
    expect(sentenceIn(finding, "en").text).toContain(
      "left (200) waits for lock2 (program.py:11), which right (300) took at program.py:20",
    )
    expect(sentenceIn(finding, "zh").title).toBe("死锁：left (200)和right (300)互相等待")
  })

  test("is not found while one of the two is in line for a CPU: its wait is over, but it could not say so yet", () => {
    const inLine = (state: "R" | "S"): Facts => [{ ...sample(3, 1_200_000, 5_000, 90_000), state } as Loose]
    expect(look(LATER, ...locks, ...inLine("R")).kinds).toEqual([])
    expect(look(LATER, ...locks, ...inLine("S")).kinds).toEqual(["deadlock"])
  })

  test("is found within a second of the hang, while others work on, and disappears when one of the two is gone", () => {
    expect(look(1_000_000, ...locks).kinds).toEqual(["deadlock"])
    expect(look(500_000, ...locks).kinds).toEqual([])
    expect(look(LATER, ...locks, exited(2, 1_900_000, -15), reaped(2, 1_900_000, -15)).kinds).toEqual([])
  })

  test("has the same id each time it is found", () => {
    expect(look(LATER, ...locks).found[0]?.id).toBe(look(3 * LATER, ...locks, joinLeft).found[0]?.id)
  })

  test("is not found while the holder sleeps, or waits with a timeout", () => {
    const held = locks.slice(0, -1)
    expect(look(LATER, ...held).kinds).toEqual([])
    const asleep: Loose = { type: "sleep.started", proc: 3, tid: 300, op: 9, seconds: 60, at: 220_000 }
    expect(look(LATER, ...held, asleep).kinds).toEqual([])
    const timed: Loose = { ...acquiring(3, 1, 4, 21, 210_000), timeout: 30 } as Loose
    expect(look(LATER, ...held, timed).kinds).toEqual([])
  })

  test("of one thread that takes a lock twice is found, as waiting for itself", () => {
    const self = [...program(), lock(1), ...acquired(1, 1, 1, 10, 1), acquiring(1, 1, 2, 11, 5)]
    const finding = only(look(LATER, ...self).found, "deadlock")
    expect(finding.text.key).toBe("deadlock.self")
    expect(linesOf(finding)).toEqual([
      [1, 11],
      [1, 10],
    ])
  })

  test("of two threads of one process is found", () => {
    const threads = [
      ...program(),
      { type: "thread.started", proc: 1, tid: 101, name: "Thread-1", role: "user" } as Loose,
      lock(1),
      lock(2),
      ...acquired(1, 1, 1, 10, 1),
      { ...acquiring(1, 2, 2, 20, 2), tid: 101 } as Loose,
      { type: "lock.acquire.finished", lock: 2, op: 2, proc: 1, tid: 101, at: 3, outcome: "ok" } as Loose,
      acquiring(1, 2, 3, 11, 4),
      { ...acquiring(1, 1, 4, 21, 5), tid: 101 } as Loose,
    ]
    const finding = only(look(LATER, ...threads).found, "deadlock")
    expect(finding.chain.map(({ who }) => who)).toEqual(["MainProcess (100)", "MainProcess (100) · Thread-1"])
  })

  test("over two queues names both gets, but not the parent that joins", () => {
    const { found } = look(
      LATER,
      ...two,
      queue(1),
      queue(2),
      getting(2, 1, 1, 9, 100),
      getting(3, 2, 2, 9, 200),
      joinLeft,
    )
    const finding = only(found, "deadlock")
    expect(finding.processes).toEqual([2, 3])
    expect(finding.refs.map(({ kind }) => kind)).toEqual(["queue", "queue"])
    expect(linesOf(finding)).toEqual([
      [2, 9],
      [3, 9],
    ])
  })

  const pipe = (closedByMain: boolean, ...more: Facts): Facts => [
    ...two,
    { type: "pipe.created", pipe: 1, proc: 1, duplex: true, name: "pipe" },
    ...(closedByMain ? ([0, 1] as const) : []).map(
      (end): Loose => ({ type: "pipe.end.closed", pipe: 1, proc: 1, end }),
    ),
    ...more,
  ]
  const at = (proc: number, end: 0 | 1, op: number) => ({
    pipe: 1,
    proc,
    tid: 100 * proc,
    op,
    end,
    at: 100,
    site: line(9),
  })

  test("over a pipe where both receive first, even while the parent works, if that has closed its ends", () => {
    const recvs: Loose[] = [
      { type: "pipe.recv.started", ...at(2, 0, 1) },
      { type: "pipe.recv.started", ...at(3, 1, 2) },
    ]
    expect(only(look(LATER, ...pipe(true, ...recvs)).found, "deadlock").processes).toEqual([2, 3])
    expect(look(LATER, ...pipe(false, ...recvs)).kinds).toEqual([])
    expect(look(LATER, ...pipe(false, ...recvs, joinLeft)).kinds).toEqual(["deadlock"])
  })

  test("over a full pipe where both send first", () => {
    const sends: Loose[] = [
      { type: "pipe.send.started", ...at(2, 0, 1) },
      { type: "pipe.send.started", ...at(3, 1, 2) },
    ]
    expect(only(look(LATER, ...pipe(true, ...sends), joinLeft).found, "deadlock").refs).toEqual([
      { kind: "pipe", id: 1 },
    ])
  })

  test("of a child that waits for an event which its parent would set after the join", () => {
    const { found } = look(LATER, ...two, lock(1, "event", 0), acquiring(2, 1, 1, 9, 100), joinLeft, exited(3, 50))
    const finding = only(found, "deadlock")
    expect(finding.chain.map(({ verb, next }) => [verb, next])).toEqual([
      ["acquire", "MainProcess (100)"],
      ["join", "left (200)"],
    ])
  })

  test("of a process that fills its own queue says that no other process could get", () => {
    const facts = [...program(), queue(1, 1), ...put(1, 1, 1, 1, 1, 10), putting(1, 1, 2, 31, 20)]
    const finding = only(look(LATER, ...facts).found, "deadlock")
    expect(finding.text.key).toBe("deadlock.put")
    expect(linesOf(finding)).toEqual([[1, 31]])
  })
})

describe("a join before the queue is empty", () => {
  const child: Facts = [...program(), ...spawned(2, "child"), queue(1)]
  const stuffed = [...child, ...put(2, 1, 1, 1, 1, 100, true), ...put(2, 1, 2, 2, 2, 200, true)]
  const join = joining(1, { proc: 2 }, 9, 22, 300)

  test("names the joining process, the child, the queue and the line of the join", () => {
    const { found, events } = look(LATER, ...stuffed, join)
    const finding = only(found, "join-before-drain")
    expect(finding).toMatchObject({ processes: [1, 2], refs: [{ kind: "queue", id: 1 }], since: 300 })
    expect(linesOf(finding)).toEqual([[1, 22]])
    expect(proofOf(finding, events)).toEqual(["queue.created", "join.started"])
    expect(sentenceIn(finding, "en").text).toContain("2 items that it put are still on the way into q1")
  })

  test("is also found while the child waits for its own feeder thread", () => {
    const feeder: Facts = [
      { type: "thread.started", proc: 2, tid: 201, name: "QueueFeederThread", role: "feeder" },
      { type: "join.started", proc: 2, tid: 200, op: 8, target: { thread: 201 }, at: 400 },
    ]
    expect(only(look(LATER, ...stuffed, join, ...feeder).found, "join-before-drain").processes).toEqual([1, 2])
  })

  test("is not found once the items are in the pipe, nor while another process may get them", () => {
    const written = [1, 2].map((item): Loose => ({ type: "queue.item.written", queue: 1, proc: 2, item, at: 500 }))
    expect(look(LATER, ...stuffed, join, ...written).kinds).toEqual([])
    expect(look(LATER, ...stuffed, join, ...spawned(3, "consumer")).kinds).toEqual([])
  })

  test("is not found while the parent gets, or waits with a timeout", () => {
    expect(look(LATER, ...stuffed, getting(1, 1, 7, 23, 300), got(1, 1, 7, 1, 1, 400)).kinds).toEqual([])
    expect(look(LATER, ...stuffed, joining(1, { proc: 2 }, 9, 22, 300, 10)).kinds).toEqual([])
  })

  test("is also found when the child waits for room in a bounded queue", () => {
    const full = [
      ...program(),
      ...spawned(2, "child"),
      queue(1, 1),
      ...put(2, 1, 1, 1, 1, 100),
      putting(2, 1, 2, 31, 200),
    ]
    const finding = only(look(LATER, ...full, join).found, "join-before-drain")
    expect(linesOf(finding)).toEqual([
      [1, 22],
      [2, 31],
    ])
    expect(look(LATER, ...full).kinds).toEqual([])
  })

  test("is also found when no process finishes the tasks of a joinable queue", () => {
    const facts = [
      ...program(),
      queue(1, 9, "joinable"),
      ...put(1, 1, 1, 1, 1, 10),
      joining(1, { queue: 1 }, 2, 33, 20),
    ]
    expect(only(look(LATER, ...facts).found, "join-before-drain").text.key).toBe("join-before-drain.tasks")
    expect(look(LATER, ...facts, ...spawned(2, "consumer")).kinds).toEqual([])
  })
})

describe("a get for which no item will come", () => {
  const waiting: Facts = [
    ...program(),
    ...spawned(2, "producer"),
    ...spawned(3, "consumer"),
    queue(1),
    ...put(2, 1, 1, 1, 1, 100),
    getting(3, 1, 2, 17, 150),
    got(3, 1, 2, 1, 0, 160),
    getting(3, 1, 3, 17, 200),
    joining(1, { proc: 2 }, 9, 27, 210),
  ]
  const over: Facts = [
    exited(2, 300_000),
    reaped(2, 300_000),
    joined(1, 9, 300_000),
    joining(1, { proc: 3 }, 10, 28, 310_000),
  ]

  test("names the consumer, its line, the queue and the processes that put before", () => {
    const { found, events } = look(LATER, ...waiting, ...over)
    const finding = only(found, "get-without-put")
    expect(finding).toMatchObject({
      processes: [3],
      refs: [{ kind: "queue", id: 1 }],
      text: { key: "get-without-put.ended" },
    })
    expect(linesOf(finding)).toEqual([
      [3, 17],
      [1, 28],
    ])
    expect(proofOf(finding, events)).toEqual(["queue.get.started", "process.exited", "join.started"])
    expect(sentenceIn(finding, "en").text).toContain("whoever put them has ended: producer (200)")
  })

  test("is not found while the producer sleeps, and disappears when an item comes", () => {
    expect(look(LATER, ...waiting).kinds).toEqual([])
    const more = [...put(1, 1, 5, 2, 1, 1_000_000), got(3, 1, 3, 2, 0, 1_000_100)]
    expect(
      look(LATER, ...waiting, exited(2, 300_000), reaped(2, 300_000), joined(1, 9, 300_000), ...more).kinds,
    ).toEqual([])
  })

  test("is not found with a timeout", () => {
    expect(look(LATER, ...program(), queue(1), getting(1, 1, 1, 5, 100, 20)).kinds).toEqual([])
    expect(look(LATER, ...program(), queue(1), getting(1, 1, 1, 5, 100)).kinds).toEqual(["get-without-put"])
  })

  test("of several consumers at one queue is one finding, though their parent put before and joins now", () => {
    const facts = [
      ...two,
      queue(1),
      ...put(1, 1, 1, 1, 1, 10),
      getting(2, 1, 2, 5, 20),
      got(2, 1, 2, 1, 0, 30),
      getting(2, 1, 3, 5, 40),
      getting(3, 1, 4, 5, 50),
      joinLeft,
    ]
    const finding = only(look(LATER, ...facts).found, "get-without-put")
    expect(finding.processes).toEqual([2, 3])
    expect(finding.text.key).toBe("get-without-put.done")
  })

  describe("from a queue inside a process", () => {
    const thread = (tid: number, role?: "user" | "pool"): Loose => ({
      type: "thread.started",
      proc: 1,
      tid,
      name: `thread-${tid}`,
      ...(role ? { role } : { src: "procfs" }),
    })
    /** The main thread joins a thread that waits for an item. */
    const hung: Facts = [
      ...program(),
      queue(1, undefined, "local"),
      thread(101, "user"),
      joining(1, { thread: 101 }, 2, 9, 90),
      { ...getting(1, 1, 1, 5, 100), tid: 101 } as Loose,
    ]

    test("names the thread, though other processes can go on: they cannot put", () => {
      const { found } = look(LATER, ...hung, ...spawned(2, "child"))
      const finding = only(found, "get-without-put")
      expect(finding.text.values.names).toEqual(["MainProcess (100) · thread-101"])
      expect(linesOf(finding)[0]).toEqual([1, 5])
    })

    test("is not found while another thread of the process can go on, or one lives of which nothing is known", () => {
      expect(look(LATER, ...hung, thread(102, "user")).kinds).toEqual([])
      expect(look(LATER, ...hung, thread(102)).kinds).toEqual([])
      expect(look(LATER, ...hung, thread(102), { type: "thread.exited", proc: 1, tid: 102 }).kinds).toEqual([
        "get-without-put",
      ])
    })

    test("is not found while a thread of a pool may call back for a process that works", () => {
      expect(look(LATER, ...hung, thread(102, "pool")).kinds).toEqual(["get-without-put"])
      expect(look(LATER, ...hung, thread(102, "pool"), ...spawned(2, "worker")).kinds).toEqual([])
    })
  })

  test("is not found while a process without a probe lives, which may do anything", () => {
    const opaque: Loose = {
      type: "process.spawned",
      src: "procfs",
      proc: 5,
      pid: 500,
      ppid: 100,
      startTime: 7,
      parent: 1,
    }
    expect(look(LATER, ...program(), queue(1), getting(1, 1, 1, 5, 100), opaque).kinds).toEqual([])
    expect(
      look(LATER, ...program(), queue(1), getting(1, 1, 1, 5, 100), opaque, exited(5, 50), reaped(5, 50)).kinds,
    ).toEqual(["get-without-put"])
  })

  test("is found despite helpers and idle workers, which put nothing by themselves", () => {
    const pool: Facts = [
      ...spawned(4, "resource_tracker", { role: "helper" }),
      { type: "pool.created", pool: 1, proc: 1, name: "pool", size: 1 },
      ...spawned(5, "PoolWorker-1", { role: "worker" }),
      { type: "pool.worker.added", pool: 1, slot: 1, worker: 5 },
      { type: "pool.worker.ready", pool: 1, slot: 1, worker: 5 },
    ]
    const task: Loose = { type: "task.submitted", pool: 1, proc: 1, task: 1, fn: "work", args: "", via: "applyAsync" }
    const wait = getting(1, 1, 1, 5, 100)
    expect(look(LATER, ...program(), queue(1), ...pool, wait).kinds).toEqual(["get-without-put"])
    expect(look(LATER, ...program(), queue(1), ...pool, task, wait).kinds).toEqual([])
  })

  test("is not found if its cause is a deadlock of the producers, which is found instead", () => {
    const facts = [
      ...two,
      queue(1),
      lock(1),
      lock(2),
      ...put(2, 1, 7, 1, 1, 50),
      ...acquired(2, 1, 1, 10, 100),
      ...acquired(3, 2, 2, 20, 110),
      acquiring(2, 2, 3, 11, 200),
      acquiring(3, 1, 4, 21, 210),
      getting(1, 1, 5, 40, 220),
      got(1, 1, 5, 1, 0, 230),
      getting(1, 1, 6, 40, 240),
    ]
    expect(look(LATER, ...facts).kinds).toEqual(["deadlock"])
  })

  test("is not found in a lab, where the user may put at any time", () => {
    const lab = program().map((fact) => (fact.type === "run.started" ? { ...fact, kind: "lab" as const } : fact))
    expect(look(LATER, ...lab, queue(1), getting(1, 1, 1, 5, 100)).kinds).toEqual([])
  })
})

describe("a holder that was killed", () => {
  const held: Facts = [...two, lock(1), ...acquired(2, 1, 1, 13, 100), acquiring(3, 1, 2, 13, 200)]
  const killed = exited(2, 500_000, -9)

  test("is named with the lock, both lines and its end, though others go on", () => {
    const { found, events } = look(LATER, ...held, killed, reaped(2, 600_000, -9))
    const finding = only(found, "killed-holder")
    expect(finding).toMatchObject({ processes: [2, 3], refs: [{ kind: "lock", id: 1 }], since: 500_000 })
    expect(linesOf(finding)).toEqual([
      [2, 13],
      [3, 13],
    ])
    expect(proofOf(finding, events)).toEqual(["lock.acquire.finished", "lock.acquire.started", "process.exited"])
  })

  test("is not found if it released the lock before, or lives", () => {
    expect(look(LATER, ...held, released(2, 1, 400_000), killed, reaped(2, 500_100)).kinds).toEqual([])
    expect(look(LATER, ...held).kinds).toEqual([])
  })

  test("is found for a queue, when its end cut off a get and items that are there do not come", () => {
    const cut: Facts = [...two, queue(1), getting(2, 1, 1, 12, 100), exited(2, 300_000, -15), reaped(2, 300_000, -15)]
    const waits = [getting(3, 1, 2, 12, 400_000), joining(1, { proc: 3 }, 8, 30, 420_000)]
    const { found, events } = look(LATER, ...cut, ...waits, ...put(1, 1, 3, 1, 1, 410_000))
    const finding = only(found, "killed-holder")
    expect(finding).toMatchObject({ processes: [2, 3], refs: [{ kind: "queue", id: 1 }] })
    expect(linesOf(finding)).toEqual([
      [2, 12],
      [3, 12],
    ])
    expect(proofOf(finding, events)).toEqual(["queue.get.started", "process.exited", "queue.get.started"])
    const came = [...put(1, 1, 3, 1, 1, 410_000), got(3, 1, 2, 1, 0, 420_000)]
    expect(look(LATER, ...cut, getting(3, 1, 2, 12, 400_000), ...came, reaped(3, 500_000)).kinds).toEqual([])
  })

  test("is found for a task whose worker was killed under it", () => {
    const facts: Facts = [
      ...program(),
      { type: "pool.created", pool: 1, proc: 1, name: "pool", size: 1 },
      ...spawned(2, "PoolWorker-1", { role: "worker" }),
      { type: "pool.worker.added", pool: 1, slot: 1, worker: 2 },
      { type: "task.submitted", pool: 1, proc: 1, task: 1, fn: "work", args: "3", via: "applyAsync", site: line(50) },
      { type: "task.started", pool: 1, proc: 2, task: 1, slot: 1 },
      { type: "result.wait.started", proc: 1, tid: 100, op: 1, pool: 1, task: 1, at: 1000, site: line(51) },
    ]
    expect(look(LATER, ...facts).kinds).toEqual([])
    const replaced: Facts = [
      exited(2, 300_000, -9),
      reaped(2, 300_000, -9),
      { type: "pool.worker.removed", pool: 1, slot: 1, worker: 2, reason: "killed", at: 300_000 },
      ...spawned(3, "PoolWorker-2", { role: "worker", at: 310_000 }),
      { type: "pool.worker.added", pool: 1, slot: 1, worker: 3, at: 310_000 },
      { type: "pool.worker.ready", pool: 1, slot: 1, worker: 3, at: 310_000 },
    ]
    const finding = only(look(LATER, ...facts, ...replaced).found, "killed-holder")
    expect(finding.text.key).toBe("killed-holder.task")
    expect(linesOf(finding)).toEqual([
      [2, 50],
      [1, 51],
    ])
  })
})

describe("healthy waits are no finding:", () => {
  test("a join of a child that works", () => {
    expect(look(LATER, ...two, joinLeft, sample(2, SECOND, 900_000, 0)).kinds).toEqual([])
  })

  test("a pool whose workers work while its owner joins it", () => {
    const facts: Facts = [
      ...program(),
      { type: "pool.created", pool: 1, proc: 1, name: "pool", size: 1 },
      ...spawned(2, "PoolWorker-1", { role: "worker" }),
      { type: "pool.worker.added", pool: 1, slot: 1, worker: 2 },
      { type: "task.submitted", pool: 1, proc: 1, task: 1, fn: "work", args: "3", via: "applyAsync" },
      { type: "task.started", pool: 1, proc: 2, task: 1, slot: 1 },
      { type: "pool.closed", pool: 1, proc: 1 },
      joining(1, { pool: 1 }, 1, 60, 1000),
    ]
    expect(look(LATER, ...facts).kinds).toEqual([])
    const sleeping: Loose = { type: "sleep.started", proc: 2, tid: 200, op: 5, seconds: 9, at: 1000 }
    expect(look(LATER, ...facts, sleeping).kinds).toEqual([])
  })

  test("an event that a sleeping process may set", () => {
    expect(
      look(LATER, ...two, lock(1, "event", 0), acquiring(2, 1, 1, 9, 100), acquiring(3, 1, 2, 9, 100)).kinds,
    ).toEqual([])
  })

  test("an event that a function may set which runs when a signal arrives", () => {
    const handler = (signal: string, more: object = {}): Loose => ({
      type: "process.handler.set",
      proc: 1,
      signal,
      isFunction: true,
      at: 50,
      ...more,
    })
    const waits = [...two, lock(1, "event", 0), acquiring(2, 1, 1, 9, 100), joinLeft, exited(3, 50)]
    expect(look(LATER, ...waits, handler("SIGALRM")).kinds).toEqual([])
    expect(look(LATER, ...waits, handler("SIGUSR1", { isInherited: true })).kinds).toEqual([])
    expect(look(LATER, ...waits, handler("SIGTERM")).kinds).toEqual(["deadlock"])
    expect(look(LATER, ...waits, handler("SIGALRM", { isInherited: true })).kinds).toEqual(["deadlock"])
    const reset = handler("SIGALRM", { isFunction: false, at: 60 })
    expect(look(LATER, ...waits, handler("SIGALRM"), reset).kinds).toEqual(["deadlock"])
  })

  test("a semaphore that another process gives as a signal", () => {
    const facts = [...two, lock(1, "semaphore", 0), acquiring(2, 1, 1, 9, 100), joinLeft]
    expect(look(LATER, ...facts).kinds).toEqual([])
  })
})
