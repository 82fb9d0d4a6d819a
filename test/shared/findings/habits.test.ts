import { describe, expect, test } from "vitest"
import { sentenceIn } from "../../support/sentences.ts"
import {
  acquired,
  acquiring,
  exited,
  type Facts,
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
  reaped,
  released,
  SECOND,
  sample,
  spawned,
} from "./support.ts"

const LATER = 2 * SECOND

const pool = (size: number): Facts => [
  ...program(),
  { type: "pool.created", pool: 1, proc: 1, name: "po", size },
  ...Array.from(
    { length: size },
    (_, index): Facts => [
      ...spawned(index + 2, `PoolWorker-${index + 1}`, { role: "worker" }),
      { type: "pool.worker.added", pool: 1, slot: index + 1, worker: index + 2 },
      { type: "pool.worker.ready", pool: 1, slot: index + 1, worker: index + 2 },
    ],
  ).flat(),
]
const submitted = (task: number, at = 1000): Loose => ({
  type: "task.submitted",
  pool: 1,
  proc: 1,
  task,
  at,
  fn: "work",
  args: String(task),
  via: "applyAsync",
  site: line(20),
})
const started = (task: number, slot: number, at = 2000): Loose => ({
  type: "task.started",
  pool: 1,
  proc: slot + 1,
  task,
  slot,
  at,
})
const failed = (task: number, slot: number, at: number, name = "TypeError", message = "no"): Loose => ({
  type: "task.finished",
  pool: 1,
  proc: slot + 1,
  task,
  slot,
  at,
  outcome: "error",
  error: { name, message },
})
const read = (task: number, at: number): Loose => ({ type: "task.result.read", pool: 1, proc: 1, task, at })

describe("a swallowed error", () => {
  const one = [
    ...pool(1),
    submitted(1),
    started(1, 1),
    failed(1, 1, 100_000, "TypeError", "must be str, not int\nmore"),
  ]

  test("names the pool, its owner, the task, the error and the line that submitted it", () => {
    const { found, events } = look(LATER, ...one)
    const finding = only(found, "swallowed-error")
    expect(finding).toMatchObject({ severity: "error", since: 100_000, processes: [1] })
    expect(finding.refs).toEqual([
      { kind: "pool", id: 1 },
      { kind: "task", id: 1 },
    ])
    expect(linesOf(finding)).toEqual([[1, 20]])
    expect(proofOf(finding, events)).toEqual(["task.finished"])
    expect(sentenceIn(finding, "en").text).toContain("failed with TypeError: must be str, not int.")
    expect(sentenceIn(finding, "zh").text).toContain("在使用进程池中出现错误，不会显示")
  })

  test("disappears when the error is read, and several errors are one finding", () => {
    expect(look(LATER, ...one, read(1, 500_000)).kinds).toEqual([])
    const two = [...one, submitted(2), started(2, 1), failed(2, 1, 200_000)]
    expect(look(LATER, ...two).found[0]?.text.values).toMatchObject({ count: 2 })
  })

  test("is not found while its owner waits for the pool or for another result, and may read it next", () => {
    expect(look(500_000, ...one).kinds).toEqual([])
    const waits = [...one, joining(1, { pool: 1 }, 1, 30, 150_000)]
    expect(look(LATER, ...waits).kinds).toEqual([])
    expect(look(LATER, ...waits, joined(1, 1, 1_900_000)).kinds).toEqual([])
    expect(look(LATER, ...waits, joined(1, 1, 900_000)).kinds).toEqual(["swallowed-error"])
  })

  test("stays when the program has ended", () => {
    expect(look(600_000, ...one, exited(1, 600_000), reaped(1, 600_000)).kinds).toContain("swallowed-error")
  })
})

test("a queue passed to a pool is found at once, with its own advice, and not as a swallowed error", () => {
  const message = "Queue objects should only be shared between processes through inheritance"
  const facts = [...pool(1), submitted(1), failed(1, 1, 100_000, "RuntimeError", message)]
  const { found, events } = look(LATER, ...facts)
  const finding = only(found, "queue-in-pool")
  expect(linesOf(finding)).toEqual([[1, 20]])
  expect(proofOf(finding, events)).toEqual(["task.submitted", "task.finished"])
  expect(sentenceIn(finding, "zh").advice).toContain("Manager().Queue()")
  expect(look(120_000, ...facts).kinds).toEqual(["queue-in-pool"])
  expect(look(LATER, ...facts, read(1, 200_000)).kinds).toEqual([])
  const lockFacts = [...pool(1), submitted(1), failed(1, 1, 100_000, "RuntimeError", message.replace("Queue", "Lock"))]
  expect(look(LATER, ...lockFacts).found[0]?.text).toMatchObject({
    key: "queue-in-pool.other",
    values: { object: "Lock" },
  })
})

describe("zombies", () => {
  const ended: Facts = [
    ...program(),
    ...spawned(2, "child", { line: 8 }),
    ...spawned(3, "child", { line: 8 }),
    exited(2, 100_000),
    exited(3, 200_000, 1),
  ]

  test("are children that ended a second ago and were not reaped; the finding disappears with the last one", () => {
    const { found, events } = look(LATER, ...ended)
    const finding = only(found, "zombie")
    expect(finding).toMatchObject({ severity: "warning", since: 100_000, processes: [2, 3, 1] })
    expect(linesOf(finding)).toEqual([[1, 8]])
    expect(proofOf(finding, events)).toEqual(["process.exited", "process.exited"])
    expect(look(LATER, ...ended, reaped(2, 300_000), reaped(3, 300_000)).kinds).toEqual([])
  })

  test("are not found before their parent has had a second in which it was not in line for a CPU", () => {
    const inLine = [sample(1, 0, 0, 0), sample(1, 1_600_000, 200_000, 1_100_000)]
    expect(look(1_700_000, ...ended, ...inLine).kinds).toEqual([])
    expect(look(2_500_000, ...ended, ...inLine).kinds).toEqual(["zombie"])
  })

  test("are not found in the first second, while their parent joins another child, or when it has ended", () => {
    expect(look(1_000_000, ...ended).kinds).toEqual([])
    const sibling = [...spawned(4, "long"), joining(1, { proc: 4 }, 1, 9, 300_000)]
    expect(look(LATER, ...ended, ...sibling).kinds).toEqual([])
    expect(look(LATER, ...ended, exited(1, 400_000), reaped(1, 400_000)).kinds).toEqual([])
  })

  test("are found later while their parent waits for what other children may do: it may join all of them then", () => {
    const waits: Facts = [
      ...spawned(4, "long"),
      { type: "queue.created", proc: 1, queue: 1, name: "q", kind: "queue", maxsize: 10 },
      { type: "queue.get.started", proc: 1, tid: 100, queue: 1, op: 1, block: true, at: 300_000 },
    ]
    expect(look(LATER, ...ended, ...waits).kinds).toEqual([])
    expect(look(6 * SECOND, ...ended, ...waits).kinds).toEqual(["zombie"])
    const alone = [...waits, exited(4, 400_000), reaped(4, 400_000), sample(1, SECOND, 1, 0)]
    expect(look(LATER, ...ended, ...alone).kinds).toContain("zombie")
  })
})

describe("an orphan", () => {
  const orphan: Facts = [
    ...program(),
    ...spawned(2, "foreman"),
    ...spawned(3, "worker", { line: 8 }).map((fact) => ("parent" in fact ? { ...fact, parent: 2 } : fact)),
    exited(2, 100_000),
    reaped(2, 100_000),
    { type: "process.reparented", src: "procfs", proc: 3, parent: null, ppid: 99, at: 110_000 },
  ]

  test("is found with the living process and its ended parent, until the process ends", () => {
    const { found, events } = look(LATER, ...orphan)
    const finding = only(found, "orphan")
    expect(finding).toMatchObject({ severity: "warning", since: 100_000, processes: [3] })
    expect(finding.text.values).toMatchObject({ parent: "foreman (200)", names: ["worker (300)"] })
    expect(linesOf(finding)).toEqual([[3, 8]])
    expect(proofOf(finding, events)).toEqual(["process.exited", "process.reparented"])
    expect(look(LATER, ...orphan, exited(3, SECOND), reaped(3, SECOND)).kinds).toEqual([])
  })

  test("is not found right after its parent's end, and is never a helper of the library", () => {
    expect(look(500_000, ...orphan).kinds).toEqual([])
    const helper = orphan.map((fact) =>
      fact.type === "process.spawned" && fact.proc === 3 ? { ...fact, role: "helper" as const } : fact,
    )
    expect(look(LATER, ...helper).kinds).toEqual([])
  })
})

describe("children that are never joined", () => {
  const child = (proc: number, at: number, exitCode = 0): Facts => [
    ...spawned(proc, `Process-${proc - 1}`, { at, line: 14 }),
    exited(proc, at + 100_000, exitCode),
    reaped(proc, at + 400_000, exitCode),
  ]
  const pauses = [0, 400_000, 800_000].map((at, index) => sample(1, at + 10_000, (index + 1) * 5_000, 0))
  const forgotten = [...program(), ...child(2, 0, 1), ...child(3, 400_000), ...child(4, 800_000, 2), ...pauses]

  test("are found when new ones are started and no process asks for the old ones", () => {
    const { found, events } = look(LATER, ...forgotten)
    const finding = only(found, "never-joined")
    expect(finding).toMatchObject({ severity: "warning", since: 100_000, processes: [1, 2, 3, 4] })
    expect(finding.text).toMatchObject({ key: "never-joined.failed", values: { count: 3, ended: 3, failed: 2 } })
    expect(linesOf(finding)).toEqual([[1, 14]])
    expect(proofOf(finding, events)).toContain("process.exited")
  })

  test("are not found if one was joined, if there are only two, or if they are daemons or workers of a pool", () => {
    expect(look(LATER, ...forgotten, joining(1, { proc: 2 }, 1, 9, SECOND), joined(1, 1, SECOND)).kinds).toEqual([])
    expect(look(LATER, ...program(), ...child(2, 0), ...child(3, 400_000)).kinds).toEqual([])
    const daemons = forgotten.map((fact) => (fact.type === "process.created" ? { ...fact, daemon: true } : fact))
    expect(look(LATER, ...daemons).kinds).toEqual([])
  })

  test("are not found if the program asked whether one had ended, and learned that it had", () => {
    const asked = (alive: boolean): Loose => ({ type: "process.checked", proc: 2, from: 1, alive, at: SECOND })
    expect(look(LATER, ...forgotten, asked(true)).kinds).toEqual(["never-joined"])
    expect(look(LATER, ...forgotten, asked(false)).kinds).toEqual([])
  })

  test("are not found while a busy machine spreads the starts over some time: the parent may still join them", () => {
    const busy = [0, 400_000, 800_000].map((at) => sample(1, at + 10_000, at / 4, (at * 3) / 4))
    const started = [...program(), ...child(2, 0), ...child(3, 400_000), ...child(4, 800_000), ...busy]
    expect(look(1_500_000, ...started).kinds).toEqual([])
    const untold = [...program(), ...child(2, 0), ...child(3, 400_000), ...child(4, 800_000)]
    expect(look(1_500_000, ...untold).kinds).toEqual([])
  })

  test("are not found while all that were started at once have just ended: the parent may still join them", () => {
    const batch = [...program(), ...child(2, 0), ...child(3, 1000), ...child(4, 2000)]
    expect(look(LATER, ...batch).kinds).toEqual([])
    expect(look(4 * SECOND, ...batch).kinds).toEqual(["never-joined"])
    const inLine = [sample(1, 200_000, 1000, 0), sample(1, 4 * SECOND, 1000, 3_500_000)]
    expect(look(4 * SECOND, ...batch, ...inLine).kinds).toEqual([])
  })

  test("are not found while samples far apart leave it open whether the parent has paused", () => {
    const sparse = [sample(1, 10_000, 5_000, 0), sample(1, 1_400_000, 700_000, 0)]
    const started = [...program(), ...child(2, 0), ...child(3, 400_000), ...child(4, 800_000), ...sparse]
    expect(look(1_500_000, ...started).kinds).toEqual([])
  })
})

describe("a leak of processes", () => {
  const leak = (count: number, apart: number): Facts => [
    ...program(),
    ...Array.from({ length: count }, (_, index) => spawned(index + 2, "serve", { at: index * apart, line: 16 })).flat(),
    ...Array.from({ length: count }, (_, index) => sample(1, index * apart + 1000, index * 2000, 0)),
  ]

  test("is found while processes are started one after the other and none ends", () => {
    const { found, events } = look(SECOND, ...leak(10, 100_000))
    const finding = only(found, "process-leak")
    expect(finding.text.values).toMatchObject({ who: "MainProcess (100)", count: 10, seconds: 0.9 })
    expect(linesOf(finding)).toEqual([[1, 16]])
    expect(proofOf(finding, events)).toHaveLength(10)
    expect(look(4 * SECOND, ...leak(10, 100_000)).kinds).toEqual([])
  })

  test("is still found right after another start, which no sample covers yet", () => {
    const next = spawned(12, "serve", { at: SECOND, line: 16 })
    expect(look(SECOND, ...leak(10, 100_000), ...next).kinds).toEqual(["process-leak"])
  })

  test("is not found if they are started at once, if one ends, or if the parent joins", () => {
    expect(look(SECOND, ...leak(10, 5_000)).kinds).toEqual([])
    expect(look(SECOND, ...leak(10, 100_000), exited(2, 950_000), reaped(2, 950_000)).kinds).toEqual([])
    expect(look(SECOND, ...leak(10, 100_000), joining(1, { proc: 2 }, 1, 9, 950_000)).kinds).toEqual([])
  })

  test("is not found if a busy machine spreads the starts over some time, also while the parent waits afterwards", () => {
    const starts = [sample(1, 0, 0, 0), sample(1, 400_000, 100_000, 280_000), sample(1, 900_000, 250_000, 600_000)]
    const children = leak(10, 100_000).filter(({ type }) => type !== "process.sampled")
    const facts = [...children, ...starts, sample(1, 1_500_000, 252_000, 605_000)]
    for (const now of [900_000, 1_200_000, 1_600_000, 2_400_000]) expect(look(now, ...facts).kinds).toEqual([])
  })

  test("is not found as long as no sample tells whether the parent paused between the starts", () => {
    const children = leak(10, 100_000).filter(({ type }) => type !== "process.sampled")
    expect(look(SECOND, ...children).kinds).toEqual([])
    expect(look(SECOND, ...children, sample(1, 0, 0, 0), sample(1, 500_000, 1000, 0)).kinds).toEqual([])
  })
})

describe("more busy processes than cores", () => {
  const burners = (count: number, cpu: number, queued: number): Facts => [
    ...program(2),
    ...Array.from({ length: count }, (_, index): Facts => {
      const proc = index + 2
      const started = sample(proc, 500_000, 300_000, 0)
      return [...spawned(proc, "burn", { line: 7 }), started, sample(proc, 1_600_000, 300_000 + cpu, queued)]
    }).flat(),
  ]

  test("are found, with the figures", () => {
    const { found } = look(1_600_000, ...burners(8, 275_000, 825_000))
    const finding = only(found, "oversubscribed")
    expect(finding).toMatchObject({ severity: "hint" })
    expect(finding.processes).toHaveLength(8)
    expect(finding.text.values).toMatchObject({ cores: 2, count: 8, share: 75 })
  })

  test("are not found if as many run as there are cores, or if most of them wait", () => {
    expect(look(1_600_000, ...burners(2, 1_000_000, 100_000)).kinds).toEqual([])
    expect(look(1_600_000, ...burners(8, 100_000, 100_000)).kinds).toEqual([])
  })

  test("are not found while they start, which is slow on a machine that other programs keep busy", () => {
    const starting = (proc: number): Facts => [
      ...spawned(proc, "burn"),
      ...[1, 2, 3, 4].map((second) => sample(proc, second * SECOND, second * 50_000, second * 950_000)),
    ]
    const facts = [...program(2), ...[2, 3, 4, 5].flatMap(starting)]
    expect(look(4 * SECOND, ...facts).kinds).toEqual([])
    const nodes = (proc: number): Facts => [
      ...spawned(proc, "node"),
      ...[1, 2].map((second) => sample(proc, second * SECOND, second * 250_000, second * 700_000)),
    ]
    expect(look(2 * SECOND, ...program(2), ...[2, 3, 4].flatMap(nodes)).kinds).toEqual([])
  })
})

describe("a straggler", () => {
  const chunk = [
    ...pool(3),
    { ...submitted(1), calls: 4 } as Loose,
    started(1, 1, 2000),
    { type: "thread.started", proc: 2, tid: 200, name: "MainThread", role: "main" } as Loose,
  ]

  test("is found, with the idle slots and the calls of its chunk that wait behind it", () => {
    const { found, events } = look(LATER, ...chunk)
    const finding = only(found, "straggler")
    expect(finding).toMatchObject({ severity: "hint", processes: [2] })
    expect(finding.text.values).toMatchObject({ idle: 2, size: 3, count: 3, task: "work(1)" })
    expect(linesOf(finding)).toEqual([[1, 20]])
    expect(proofOf(finding, events)).toEqual(["task.started"])
  })

  test("is not found in the first second, if nothing waits, or if all slots work", () => {
    expect(look(900_000, ...chunk).kinds).toEqual([])
    expect(look(LATER, ...pool(3), submitted(1), started(1, 1)).kinds).toEqual([])
    const others = [submitted(2), submitted(3)]
    expect(look(LATER, ...chunk, ...others, started(2, 2), started(3, 3)).kinds).toEqual([])
  })

  test("is not found while tasks are left that any worker may take", () => {
    expect(look(LATER, ...chunk, submitted(2)).kinds).toEqual([])
  })
})

describe("a hot lock", () => {
  /** The processes take turns: each holds the lock for 25 ms, and waits while the others hold it. */
  function turns(processes: number, hold: number): Facts {
    const facts: Facts = [...program(), lock(1)]
    for (let index = 0; index < processes; index++) facts.push(...spawned(index + 2, `worker-${index}`))
    let op = 1
    const waiting = new Map<number, number>()
    for (let at = 100_000, turn = 0; at < 4 * SECOND; at += hold, turn++) {
      const proc = (turn % processes) + 2
      if (turn >= processes) facts.push({ ...released(1, 1, at - 1), proc: ((turn - 1) % processes) + 2 } as Loose)
      const asked = waiting.get(proc)
      if (asked === undefined) facts.push(...acquired(proc, 1, op, 12, at))
      else facts.push({ type: "lock.acquire.finished", lock: 1, op: asked, proc, tid: 100 * proc, at, outcome: "ok" })
      op++
      const last = ((turn + processes - 1) % processes) + 2
      if (turn > 0) {
        facts.push(acquiring(last, 1, op, 12, at))
        waiting.set(last, op++)
      }
    }
    return facts
  }

  test("is found, with the share of time spent waiting, and the waiting line", () => {
    const facts = turns(4, 25_000)
    const { found } = look(4 * SECOND, ...facts)
    const finding = only(found, "hot-lock")
    expect(finding).toMatchObject({ severity: "hint", refs: [{ kind: "lock", id: 1 }] })
    expect([...finding.processes].sort()).toEqual([2, 3, 4, 5])
    expect(finding.text.values.share).toBeGreaterThan(60)
    expect(new Set(linesOf(finding).map(([, number]) => number))).toEqual(new Set([12]))
    expect(look(8 * SECOND, ...facts).kinds).not.toContain("hot-lock")
  })

  test("is not found if it is taken now and then, or held briefly", () => {
    expect(look(4 * SECOND, ...turns(4, 400_000)).kinds).toEqual([])
    const brief: Facts = [...program(), lock(1), ...spawned(2, "a"), ...spawned(3, "b")]
    for (let n = 0; n < 100; n++) {
      brief.push(...acquired(2 + (n % 2), 1, n + 1, 12, 40_000 * n), released(2 + (n % 2), 1, 40_000 * n + 100))
    }
    expect(look(4 * SECOND, ...brief).kinds).toEqual([])
  })
})

describe("a signal that does not end a process", () => {
  const child: Facts = [
    { type: "process.created", proc: 2, parent: 1, name: "child", startMethod: "fork" },
    { type: "process.spawned", proc: 2, pid: 200, ppid: 100, startTime: 5, startMethod: "fork", parent: 1 },
    { type: "process.probed", proc: 2, probe: "python", version: "3.11.7" },
  ]
  const handler: Loose = { type: "process.handler.set", proc: 1, signal: "SIGTERM", isFunction: true }
  const sent: Loose = { type: "process.signaled", proc: 2, from: 1, signal: "SIGTERM", at: SECOND, site: line(20) }

  test("is found when the child has inherited a handler from its parent by the fork", () => {
    const { found, events } = look(
      5 * SECOND,
      ...program(),
      handler,
      ...child,
      sent,
      joining(1, { proc: 2 }, 1, 21, SECOND),
    )
    const finding = only(found, "unheeded-signal")
    expect(finding).toMatchObject({
      severity: "warning",
      processes: [2, 1],
      text: { key: "unheeded-signal.inherited" },
    })
    expect(linesOf(finding)).toEqual([[1, 21]])
    expect(proofOf(finding, events)).toEqual(["process.signaled", "join.started"])
  })

  test("is found as well where the kernel has reported the child before its parent did", () => {
    const [created, byParent, ...more] = child
    const byKernel: Loose = { ...byParent, startMethod: undefined, parent: undefined, src: "procfs" } as Loose
    const facts = [created, byKernel, byParent, ...more] as Facts
    const { found } = look(5 * SECOND, ...program(), handler, ...facts, sent)
    expect(only(found, "unheeded-signal").text.key).toBe("unheeded-signal.inherited")
  })

  test("is no finding at once, without a handler, with one that came after the fork, or when it ends", () => {
    expect(look(3 * SECOND, ...program(), handler, ...child, sent).kinds).toEqual([])
    expect(look(5 * SECOND, ...program(), ...child, sent).kinds).toEqual([])
    expect(look(5 * SECOND, ...program(), ...child, handler, sent).kinds).toEqual([])
    expect(
      look(5 * SECOND, ...program(), handler, ...child, sent, exited(2, 2 * SECOND), reaped(2, 2 * SECOND)).kinds,
    ).toEqual([])
  })

  test("is found of a suspended process", () => {
    const stopped: Loose = { type: "process.stopped", proc: 2, at: 500_000 }
    const { found } = look(5 * SECOND, ...program(), ...child, stopped, sent)
    expect(only(found, "unheeded-signal").text.key).toBe("unheeded-signal.stopped")
  })
})

describe("a manager that has ended", () => {
  const others: Facts = [...program(), ...spawned(2, "manager", { role: "manager" }), ...spawned(3, "worker")]
  const gone = [exited(2, SECOND, -9), reaped(2, SECOND, -9)]
  const call = (op: number, at: number, outcome: "ok" | "error"): Facts => [
    { type: "proxy.call.started", proc: 3, tid: 300, op, manager: 2, object: "dict", method: "get", at, site: line(8) },
    { type: "proxy.call.finished", proc: 3, tid: 300, op, outcome, at: at + 100 },
  ]
  const calls = (from: number, outcome: "ok" | "error") =>
    [0, 1, 2].flatMap((n) => call(10 + n, from + n * 1000, outcome))

  test("is found while others go on calling it", () => {
    const { found } = look(2 * SECOND, ...others, ...gone, ...calls(1_100_000, "error"))
    const finding = only(found, "dead-manager")
    expect(finding).toMatchObject({ severity: "error", processes: [2, 3] })
    expect(linesOf(finding)).toEqual([[3, 8]])
  })

  test("is no finding when calls failed before, or no more are made", () => {
    expect(look(2 * SECOND, ...others, ...calls(500_000, "error"), ...gone).kinds).toEqual([])
    expect(look(9 * SECOND, ...others, ...gone, ...calls(1_100_000, "error")).kinds).toEqual([])
    expect(look(2 * SECOND, ...others, ...gone, ...call(10, 1_100_000, "error")).kinds).toEqual([])
  })
})
