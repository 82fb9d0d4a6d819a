import { type Fact, forkscopeEvent } from "@forkscope/shared/events"
import { History } from "@forkscope/shared/history"
import {
  checkInvariants,
  EMPTY_WORLD,
  fold,
  KEEP,
  OP_KINDS,
  type OpKind,
  type Slice,
  valuesOf,
  type World,
  waitsUntil,
} from "@forkscope/shared/world"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { child, type Facts, queueOf } from "../client/scenes/worlds.ts"
import { mainRun, numbered } from "../support/events.ts"

const reported = (...facts: Facts) => {
  const events = numbered(...mainRun(), child(2), ...facts)
  const world = fold(EMPTY_WORLD, events)
  checkInvariants(world, events)
  const history = new History()
  // One event at a time, so that the history has seen each slice before it is amended.
  for (const event of events) history.follow([event])
  return { world, past: pastOf(history, 2) }
}
const slicesOf = (world: World, proc: number) => {
  const ring = world.processes[proc]?.slices
  return ring ? [...valuesOf(ring)] : []
}
const pastOf = (history: History, proc: number) =>
  [...(history.processes.get(proc)?.threads.values() ?? [])].flatMap(({ waits }) =>
    waits.flatMap(({ slices }) => slices),
  )
const sumsOf = (world: World) => waitsUntil(world, Object.values(world.processes))
const exit: Facts[number] = { type: "process.exited", proc: 2, exitCode: -9, at: 600_000 }
const acquiring: Facts = [
  { type: "lock.created", lock: 1, proc: 1, kind: "lock", name: "lock", value: 1 },
  { type: "lock.acquire.started", lock: 1, proc: 2, op: 1, block: true, at: 100_000 },
]
const acquired: Facts[number] = { type: "lock.acquire.finished", lock: 1, proc: 2, op: 1, outcome: "ok", at: 400_000 }

describe("a wait that the exit of its process cut off", () => {
  test("is no longer open, is kept, and lasts until the exit", () => {
    const { world, past } = reported(...acquiring, exit)
    expect(world.ops).toEqual({})
    expect(world.processes[2]?.cutOff).toMatchObject([{ id: 1, kind: "acquire", target: { kind: "lock", id: 1 } }])
    expect(past).toMatchObject([{ kind: "acquire", start: 100_000, end: 600_000, outcome: "exit" }])
    expect(sumsOf(world).acquire).toBe(500_000)
  })

  test("is amended by a late report of its end", () => {
    const { world, past } = reported(...acquiring, exit, acquired)
    expect(world.processes[2]?.cutOff).toEqual([])
    expect(slicesOf(world, 2)).toEqual(past)
    expect(past).toMatchObject([{ start: 100_000, end: 400_000, outcome: "ok" }])
    expect(sumsOf(world).acquire).toBe(300_000)
    expect(world.locks[1]).toMatchObject({ waited: 300_000, holders: [{ proc: 2 }] })
  })

  test("may be reported to begin after the exit, too", () => {
    const { world, past } = reported(exit, ...acquiring)
    expect(world.ops).toEqual({})
    expect(past).toMatchObject([{ end: 600_000, outcome: "exit" }])
    expect(reported(exit, ...acquiring, acquired).past).toMatchObject([{ end: 400_000, outcome: "ok" }])
  })

  test("is not kept if its line was interrupted: no process waited", () => {
    const line: Facts = [
      { type: "line.submitted", line: 1, code: "q.get()", at: 0 },
      { type: "line.started", line: 1, proc: 2, at: 50_000 },
      ...acquiring,
      { type: "line.finished", line: 1, proc: 2, outcome: "interrupted", at: 200_000 },
    ]
    const { world } = reported(...line, exit)
    expect(world.processes[2]?.cutOff).toEqual([])
    expect(sumsOf(world).acquire).toBe(0)
  })

  test("is kept if it is one of the newest; older ones count as ended with their process", () => {
    const count = KEEP.cutOff + 3
    const gets = Array.from({ length: count }, (_, n): Facts[number] => ({
      type: "queue.get.started",
      queue: 1,
      proc: 2,
      op: n + 1,
      block: true,
      at: 100_000,
    }))
    const { world, past } = reported(queueOf(9), ...gets, exit)
    expect(world.processes[2]?.cutOff.map(({ id }) => id)).toEqual(gets.slice(3).map((_, n) => n + 4))
    expect(slicesOf(world, 2).map(({ outcome }) => outcome)).toEqual(["exit", "exit", "exit"])
    expect(past.length).toBe(count)
    expect(sumsOf(world).get).toBe(count * 500_000)
  })
})

test("the sums of a queue count each of its waits, whatever the outcome", () => {
  const get = (op: number, from: number, outcome: "ok" | "empty" | "error"): Facts => [
    { type: "queue.get.started", queue: 1, proc: 2, op, block: true, at: from },
    { type: "queue.get.finished", queue: 1, proc: 2, op, outcome, depth: 0, at: from + op * 1000 },
  ]
  const { world } = reported(queueOf(9), ...get(1, 0, "ok"), ...get(2, 9000, "empty"), ...get(3, 20_000, "error"))
  expect(world.queues[1]).toMatchObject({ getWaited: 6000, putWaited: 0 })
})

/** An operation in a random log, in ms; `late` is the delay between an event and its report. */
interface Planned {
  readonly proc: number
  readonly kind: "put" | "get" | "acquire" | "sleep" | "join" | "recv"
  readonly start: number
  /** Null: its end is never reported. */
  readonly took: number | null
  readonly late: number
}

const planned: fc.Arbitrary<Planned> = fc.record({
  proc: fc.integer({ min: 2, max: 4 }),
  kind: fc.constantFrom("put", "get", "acquire", "sleep", "join", "recv"),
  start: fc.nat(500),
  took: fc.option(fc.nat(300), { freq: 4 }),
  late: fc.constantFrom(0, 0, 200, 900),
})

function factsOf({ proc, kind, start, took }: Planned, op: number): [Fact, Fact | null] {
  const at = { src: "probe" as const, proc, op }
  const facts: Record<Planned["kind"], [object, object]> = {
    put: [
      { type: "queue.put.started", queue: 1, block: true },
      { type: "queue.put.finished", queue: 1, outcome: "full", depth: 0 },
    ],
    get: [
      { type: "queue.get.started", queue: 1, block: true },
      { type: "queue.get.finished", queue: 1, outcome: "ok", depth: 0 },
    ],
    acquire: [
      { type: "lock.acquire.started", lock: 1, block: true },
      { type: "lock.acquire.finished", lock: 1, outcome: "ok" },
    ],
    sleep: [{ type: "sleep.started", seconds: 1 }, { type: "sleep.finished" }],
    join: [
      { type: "join.started", target: { proc: 1 } },
      { type: "join.finished", outcome: "ok" },
    ],
    recv: [
      { type: "pipe.recv.started", pipe: 1 },
      { type: "pipe.recv.finished", pipe: 1, outcome: "eof" },
    ],
  }
  const [begun, ended] = facts[kind]
  return [
    { ...at, ...begun, at: start * 1000 } as Fact,
    took === null ? null : ({ ...at, ...ended, at: (start + took) * 1000 } as Fact),
  ]
}

test("in any log, the sums, slices and open waits agree with the reported waits, however late the reports", () => {
  const exits = fc.dictionary(fc.constantFrom("2", "3", "4"), fc.nat(800))
  const log = fc.array(planned, { maxLength: 40, size: "max" })
  fc.assert(
    fc.property(log, exits, fc.integer({ min: 1, max: 9 }), (operations, exits, portion) => {
      const reports = operations.flatMap((one, index) => {
        const [begun, ended] = factsOf(one, index + 1)
        const begin = { at: one.start + one.late, fact: begun }
        return ended ? [begin, { at: one.start + (one.took ?? 0) + 2 * one.late, fact: ended }] : [begin]
      })
      for (const [proc, at] of Object.entries(exits)) {
        const fact: Fact = { type: "process.exited", src: "procfs", proc: Number(proc), exitCode: 0, at: at * 1000 }
        reports.push({ at, fact })
      }
      const made: Facts = [
        ...mainRun(),
        ...[2, 3, 4].map((proc) => child(proc)),
        queueOf(9),
        { type: "lock.created", lock: 1, proc: 1, kind: "semaphore", name: "l", value: 1 },
        { type: "pipe.created", pipe: 1, proc: 1, duplex: true },
      ]
      const facts = [...numbered(...made.map((fact) => ({ ...fact, at: 0 })))]
      for (const { fact } of reports.sort((a, b) => a.at - b.at))
        facts.push(forkscopeEvent.parse({ ...fact, seq: facts.length + 1 }))
      const world = fold(EMPTY_WORLD, facts)
      checkInvariants(world, facts)
      const history = new History()
      for (let from = 0; from < facts.length; from += portion) history.follow(facts.slice(from, from + portion))
      expect(history.world).toEqual(world)

      const expected = Object.fromEntries(OP_KINDS.map((kind) => [kind, 0])) as Record<OpKind, number>
      const over: Slice["end"][] = []
      for (const { proc, kind, start, took } of operations) {
        const exitedAt = exits[proc]
        const end = took !== null ? start + took : exitedAt === undefined ? null : Math.max(start, exitedAt)
        if (end !== null) over.push(end * 1000)
        expected[kind] += (end === null ? world.at / 1000 : end) * 1000 - start * 1000
      }
      expect(sumsOf(world)).toEqual(expected)
      const past = [2, 3, 4].flatMap((proc) => pastOf(history, proc))
      expect(past.map(({ end }) => end).sort((a, b) => a - b)).toEqual(over.sort((a, b) => a - b))

      const total = (slices: readonly Slice[]) => slices.reduce((sum, { start, end }) => sum + end - start, 0)
      for (const { id, waited } of Object.values(world.processes)) {
        for (const kind of OP_KINDS)
          expect(waited[kind] ?? 0).toBe(total(slicesOf(world, id).filter((slice) => slice.kind === kind)))
      }
      const all = [2, 3, 4].flatMap((proc) => slicesOf(world, proc))
      const ofKind = (kind: OpKind) => total(all.filter((slice) => slice.kind === kind))
      expect(world.queues[1]).toMatchObject({ putWaited: ofKind("put"), getWaited: ofKind("get") })
      expect(world.locks[1]?.waited).toBe(ofKind("acquire"))
    }),
    { numRuns: 300 },
  )
})
