import { EMPTY_WORLD, fold } from "@forkscope/shared/world"
import { describe, expect, test } from "vitest"
import { javascript } from "../../../client/src/panels/lines/javascript.ts"
import { freeName } from "../../../client/src/panels/lines/lines.ts"
import { mainRun, numbered } from "../../support/events.ts"

describe("the lines that forms write", () => {
  const { processLines, poolLines, queueLines, value } = javascript
  const form = { variable: "p1", name: "", isDaemon: false, isStarted: true } as const

  test("a process, made and started", () => {
    expect(processLines({ ...form, target: "count", args: ["2", "0.5"] })).toEqual([
      'const p1 = new Process({ target: count, args: ["2", 0.5] })',
      "p1.start()",
    ])
  })

  test("a named daemon that is not started yet", () => {
    const lines = processLines({
      ...form,
      name: 'my "own"',
      target: "burn",
      args: [""],
      isDaemon: true,
      isStarted: false,
    })
    expect(lines).toEqual(['const p1 = new Process({ target: burn, name: "my \\"own\\"", daemon: true })'])
  })

  test("a queue is named by its variable, and an empty argument in the middle keeps its place", () => {
    expect(processLines({ ...form, target: "produce", args: ["q1", "", "0.1"] })[0]).toBe(
      "const p1 = new Process({ target: produce, args: [q1, undefined, 0.1] })",
    )
  })

  test("text that is not a number stays text where a number is expected", () => {
    expect(processLines({ ...form, target: "burn", args: ["1); evil("] })[0]).toBe(
      'const p1 = new Process({ target: burn, args: ["1); evil("] })',
    )
  })

  test("a pool with ten tasks, and one without", () => {
    expect(poolLines({ variable: "pool1", size: 3, tasks: 10, fn: "worker" })).toEqual([
      "const pool1 = new Pool(3)",
      "for (let i = 0; i < 10; i++) pool1.applyAsync(worker, [i])",
    ])
    expect(poolLines({ variable: "pool1", size: 2, tasks: 0, fn: "worker" })).toEqual(["const pool1 = new Pool(2)"])
  })

  test("queues: bounded, without a bound, and of a manager", () => {
    expect(queueLines({ variable: "q1", maxsize: 3, manager: null })).toEqual(["const q1 = new Queue(3)"])
    expect(queueLines({ variable: "q1", maxsize: 0, manager: null })).toEqual(["const q1 = new Queue()"])
    expect(queueLines({ variable: "q2", maxsize: 3, manager: { variable: "manager1", isNew: true } })).toEqual([
      "const manager1 = new Manager()",
      "const q2 = await manager1.Queue(3)",
    ])
  })

  test("values: numbers, keywords and variables as they are, everything else as text", () => {
    expect(["3", "-1.5", "true", "q1", "a", 'say "x"'].map((typed) => value(typed, ["q1"]))).toEqual([
      "3",
      "-1.5",
      "true",
      "q1",
      '"a"',
      '"say \\"x\\""',
    ])
    const [timed] = javascript.queueOffers({ kind: "queue", isClosed: false }, "q1", "7", "2")
    const [endless] = javascript.queueOffers({ kind: "queue", isClosed: false }, "q1", "7", "")
    expect([timed, endless]).toEqual([
      ["put", "await q1.put(7, { timeout: 2 })"],
      ["put", "await q1.put(7)"],
    ])
  })
})

test("the next variable's name is unused, even by a line that is still waiting to run", () => {
  const events = numbered(
    ...mainRun(),
    { type: "queue.created", queue: 1, proc: 1, name: "", maxsize: 3, kind: "queue" },
    { type: "line.submitted", line: 1, code: "const q2 = new Queue(3)" },
    { type: "line.started", line: 1, proc: 1 },
    { type: "line.finished", line: 1, proc: 1, outcome: "ok", binds: [{ name: "q2", kind: "queue", id: 1 }] },
    { type: "line.submitted", line: 2, code: "const q3 = new Queue(3)" },
  )
  const world = fold(EMPTY_WORLD, events)
  expect(freeName(world, "q")).toBe("q4")
  expect(freeName(world, "p")).toBe("p1")
})
