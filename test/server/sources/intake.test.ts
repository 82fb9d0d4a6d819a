import { Intake } from "@forkscope/server/src/sources/intake.ts"
import { KernelKey, type KeyedFact } from "@forkscope/server/src/sources/keyedFact.ts"
import type { SourceKind } from "@forkscope/server/src/sources/source.ts"
import type { Fact } from "@forkscope/shared/events"
import { beforeEach, describe, expect, test } from "vitest"

const PROBE: SourceKind = {
  name: "python",
  src: "probe",
  reports: [
    "process.signaled",
    "process.exited",
    "queue.put.started",
    "queue.put.finished",
    "join.started",
    "line.finished",
  ],
}
const KERNEL: SourceKind = { name: "kernel", src: "procfs", reports: ["process.stopped"] }
const dropped = { type: "run.dropped", what: "invalid", count: 1, src: "run" }

let facts: Fact[] = []
let heard: KeyedFact[] = []
let intake: Intake
beforeEach(() => {
  facts = []
  heard = []
  intake = new Intake({ startedAt: 1000, emit: (fact) => facts.push(fact), onFact: (fact) => heard.push(fact) })
})

const put = (queue: string, op: string) =>
  ({ type: "queue.put.started", at: 1500.4, proc: "main", queue, op, block: true }) as const

describe("a valid fact", () => {
  test("has ids for its keys, its time since the run's start, and its source", () => {
    const probe = intake.of(PROBE)
    expect(probe.take(put("q", "a"))).toBe(true)
    probe.take(put("r", "b"))
    expect(facts).toEqual([
      { type: "queue.put.started", src: "probe", at: 500, proc: 1, queue: 1, op: 1, block: true },
      { type: "queue.put.started", src: "probe", at: 500, proc: 1, queue: 2, op: 2, block: true },
    ])
    expect(heard).toHaveLength(2)
  })

  test("has ids for the target of a join and for the object that a line binds", () => {
    const probe = intake.of(PROBE)
    probe.take(put("q", "a"))
    probe.take({ type: "join.started", at: 1500, proc: "main", op: "b", target: { queue: "q" } })
    const binds = [{ name: "jobs", kind: "queue" as const, id: "q" }]
    probe.take({ type: "line.finished", at: 1500, proc: "main", line: 7, outcome: "ok", binds })
    expect(facts[1]).toMatchObject({ target: { queue: 1 } })
    expect(facts[2]).toMatchObject({ line: 7, binds: [{ name: "jobs", kind: "queue", id: 1 }] })
  })

  test("has one id for a process that both a program and the kernel report, however the two were matched", () => {
    const probe = intake.of(PROBE)
    const kernel = intake.of(KERNEL)
    const key = new KernelKey(100, 5)
    kernel.take({ type: "process.stopped", at: 1500, proc: key })
    probe.take(put("q", "a"))
    probe.bind("main", key, 1600)
    kernel.take({ type: "process.stopped", at: 1700, proc: key })
    expect(facts[2]).toEqual({ type: "process.merged", src: "probe", at: 600, proc: 1, into: 2 })
    expect(facts[3]).toMatchObject({ type: "process.stopped", proc: 2 })
    probe.bind("other", new KernelKey(100, 9), 1800)
    expect(facts).toHaveLength(4)
  })
})

describe("an invalid fact is counted and rejected", () => {
  test.each<[what: string, value: unknown]>([
    ["an event without its fields", { type: "queue.put.started", at: 2000 }],
    [
      "a bind that is nothing",
      { type: "line.finished", at: 2000, proc: "main", line: 1, outcome: "ok", binds: [null] },
    ],
    ["an unknown field", { ...put("q", "a"), more: 1 }],
    ["a seq of its own", { ...put("q", "a"), seq: 1 }],
    ["an id of ours in place of a key", { ...put("q", "a"), proc: 1 }],
    ["an object in place of a key", { ...put("q", "a"), proc: { pid: 1, startTime: 1 } }],
    ["a target in a target", { type: "join.started", at: 2000, proc: "main", op: "a", target: { target: {} } }],
    ["an event that this source may not report", { type: "run.ended", at: 2000, outcome: "exited", exitCode: 0 }],
    ["an unknown event", { type: "toString", at: 2000 }],
    ["a time that is no number", { ...put("q", "a"), at: Number.POSITIVE_INFINITY }],
    ["no object", null],
  ])("%s", (_, value) => {
    expect(intake.of(PROBE).takeUntrusted(value)).toBe(false)
    expect(facts).toMatchObject([dropped])
    expect(heard).toEqual([])
  })
})
