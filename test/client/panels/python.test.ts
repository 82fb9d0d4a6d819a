import { EMPTY_WORLD, fold } from "@forkscope/shared/world"
import { describe, expect, test } from "vitest"
import { poolActions, processActions, taskActions } from "../../../client/src/panels/lines/actions.ts"
import { python } from "../../../client/src/panels/lines/python.ts"
import { WORKLOAD_NAMES } from "../../../client/src/panels/lines/workloads.ts"
import { mainRun, numbered } from "../../support/events.ts"

const form = { variable: "p1", name: "", isDaemon: false, isStarted: true } as const

describe("the lines that forms write in a Python lab", () => {
  test("a process, made and started; a tuple of one keeps its comma", () => {
    expect(python.processLines({ ...form, target: "count", args: ["2", "1"] })).toEqual([
      'p1 = Process(target=count, args=("2", 1))',
      "p1.start()",
    ])
    expect(python.processLines({ ...form, isStarted: false, target: "sleepFor", args: ["05"] })).toEqual([
      "p1 = Process(target=sleep_for, args=(5,))",
    ])
  })

  test("a named daemon without arguments", () => {
    const more = { name: 'my "own"', target: "burnInThread", args: [""], isDaemon: true, isStarted: false } as const
    expect(python.processLines({ ...form, ...more })).toEqual([
      'p1 = Process(target=burn_in_thread, name="my \\"own\\"", daemon=True)',
    ])
  })

  test("arguments after an empty one are passed by name", () => {
    expect(python.processLines({ ...form, target: "produce", args: ["q1", "", "0.1"] })[0]).toBe(
      'p1 = Process(target=produce, args=(q1,), kwargs={"interval": 0.1})',
    )
  })

  test("text that is not a number stays text where a number is expected", () => {
    expect(python.processLines({ ...form, target: "burn", args: ["1); evil("] })[0]).toBe(
      'p1 = Process(target=burn, args=("1); evil(",))',
    )
  })

  test("pools and queues", () => {
    expect(python.poolLines({ variable: "pool1", size: 3, tasks: 10, fn: "exitWith" })).toEqual([
      "pool1 = Pool(3)",
      "for i in range(10): pool1.apply_async(exit_with, (i,))",
    ])
    expect(python.queueLines({ variable: "q1", maxsize: 0, manager: null })).toEqual(["q1 = Queue()"])
    const manager = { variable: "manager1", isNew: true }
    expect(python.queueLines({ variable: "q1", maxsize: 3, manager })).toEqual(["q1 = Manager().Queue(3)"])
  })

  test("values: numbers, Python's keywords and variables as they are, everything else as text", () => {
    expect(["3", "-007", "True", "None", "true", "q1", "a"].map((typed) => python.value(typed, ["q1"]))).toEqual([
      "3",
      "-7",
      "True",
      "None",
      '"true"',
      "q1",
      '"a"',
    ])
  })

  test("functions are spelled with underscores", () => {
    expect(WORKLOAD_NAMES.map(python.workload).filter((name) => name.includes("_"))).toEqual([
      "sleep_for",
      "burn_in_thread",
      "hold_lock",
      "exit_with",
    ])
  })

  test("a queue is called by Python's names, and only by the methods that its kind has", () => {
    const lines = (kind: "queue" | "manager" | "simple") =>
      python.queueOffers({ kind, isClosed: false }, "q", '"a"', "2").map(([, code]) => code)
    expect(lines("queue")).toEqual([
      'q.put("a", timeout=2)',
      'q.put_nowait("a")',
      "q.get(timeout=2)",
      "q.get_nowait()",
      "q.full()",
      "q.empty()",
      "q.qsize()",
      "q.close()",
    ])
    expect(lines("manager")).not.toContain("q.close()")
    expect(lines("simple")).toEqual(['q.put("a")', "q.get()", "q.empty()"])
  })
})

describe("the actions that a Python lab offers", () => {
  const [started, main] = mainRun()
  if (!started || !main) throw new Error("Expected a run and its main process")
  const events = numbered(
    { ...started, language: "python" } as typeof started,
    main,
    { type: "line.submitted", line: 1, code: "pool = Pool(1)" },
    { type: "line.started", line: 1, proc: 1 },
    { type: "process.created", proc: 2, parent: 1, name: "Process-1" },
    { type: "pool.created", pool: 1, proc: 1, name: "", size: 1 },
    {
      type: "line.finished",
      line: 1,
      proc: 1,
      outcome: "ok",
      binds: [
        { name: "pool", kind: "pool", id: 1 },
        { name: "p1", kind: "process", id: 2 },
      ],
    },
    { type: "process.spawned", proc: 2, pid: 200, ppid: 100, startTime: 9, parent: 1 },
    { type: "line.submitted", line: 2, code: "r1 = pool.apply_async(worker, (3,))" },
    { type: "line.started", line: 2, proc: 1 },
    { type: "task.submitted", pool: 1, proc: 1, task: 1, fn: "worker", args: "3", via: "applyAsync" },
    { type: "line.finished", line: 2, proc: 1, outcome: "ok" },
  )
  const world = fold(EMPTY_WORLD, events)
  const codes = (actions: ReturnType<typeof poolActions>) =>
    actions.map(({ effect }) => (effect.kind === "line" ? effect.code : effect.signal))

  test("for a process", () => {
    expect(codes(processActions(world, 2))).toEqual([
      "p1.join()",
      "p1.join(2)",
      "p1.terminate()",
      "p1.kill()",
      "SIGSTOP",
      "p1.is_alive()",
    ])
  })

  test("for a pool: a task is assigned to the next unused variable", () => {
    expect(codes(poolActions(world, 1, "sleepFor", ["3"]))).toEqual([
      "r2 = pool.apply_async(sleep_for, (3,))",
      "pool.close()",
      "pool.join()",
      "pool.terminate()",
    ])
  })

  test("for a task whose result a variable holds", () => {
    const task = world.tasks[1]
    expect(task && codes(taskActions(world, task))).toEqual(["r1.get()"])
  })
})
