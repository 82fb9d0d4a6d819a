import { findingsOf, ObservedFindings } from "@forkscope/shared/findings"
import { EMPTY_WORLD, fold } from "@forkscope/shared/world"
import { describe, expect, test } from "vitest"
import { numbered } from "../../support/events.ts"
import {
  exited,
  type Facts,
  getting,
  got,
  type Loose,
  look,
  program,
  put,
  queue,
  reaped,
  recordings,
  SECOND,
  sample,
  spawned,
} from "./support.ts"

/** The only findings in the recorded runs: apart from what these runs were made to show, they are healthy. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  "unread-errors.ndjson": ["swallowed-error"],
  "burners.ndjson": ["oversubscribed"],
}

describe.each(recordings())("the recorded run $name", ({ name, events }) => {
  test("has only the findings that it was made to show", () => {
    const observed = new ObservedFindings()
    observed.add(events)
    expect(observed.all().map(({ finding }) => finding.kind)).toEqual(EXPECTED[name] ?? [])
  })

  test("gives the same findings however its events are split into batches", () => {
    const whole = new ObservedFindings()
    whole.add(events)
    const cut = new ObservedFindings()
    for (let from = 0; from < events.length; from += 7) cut.add(events.slice(from, from + 7))
    expect(cut.all()).toEqual(whole.all())
  })

  test("gives the same kinds of finding when it is followed with the world", () => {
    const followed = new ObservedFindings()
    for (let from = 0, world = EMPTY_WORLD; from < events.length; from += 7) {
      const batch = events.slice(from, from + 7)
      world = fold(world, batch)
      followed.follow(batch, world)
    }
    expect(followed.all().map(({ finding }) => finding.kind)).toEqual(EXPECTED[name] ?? [])
  })
})

describe("findings of a whole run", () => {
  const ended = (at: number, outcome: "exited" | "stopped", exitCode: number | null): Loose => ({
    type: "run.ended",
    src: "run",
    at,
    outcome,
    exitCode,
  })
  const hung: Facts = [
    ...program(),
    ...spawned(2, "producer"),
    exited(2, 50_000),
    reaped(2, 50_000),
    queue(1),
    getting(1, 1, 1, 5, 100_000),
  ]
  function observe(...facts: Facts) {
    const observed = new ObservedFindings()
    observed.add(numbered(...facts.map((fact) => ({ src: "probe" as const, at: 0, ...fact }))))
    return observed.all().map(({ finding, from, until }) => ({ kind: finding.kind, from, until }))
  }

  test("have the times between which they held", () => {
    const freed: Facts = [
      { type: "process.created", at: 3 * SECOND, proc: 3, parent: 1, name: "late" },
      ...put(2, 1, 9, 1, 1, 3 * SECOND),
      got(1, 1, 1, 1, 0, 3 * SECOND + 10),
      sample(1, 8 * SECOND, 1, 0),
      exited(1, 9 * SECOND),
      ended(9 * SECOND, "exited", 0),
    ]
    const [only, ...others] = observe(...hung, ...freed)
    expect(others).toEqual([])
    expect(only).toMatchObject({ kind: "get-without-put", from: 100_000 })
    expect(only?.until).toBeGreaterThan(2.7 * SECOND)
    expect(only?.until).toBeLessThanOrEqual(3 * SECOND)
  })

  test("remain after the run is stopped, or ends itself by a signal", () => {
    const standing = [{ kind: "get-without-put", from: 100_000, until: null }]
    expect(observe(...hung)).toEqual([])
    expect(observe(...hung, sample(1, 2 * SECOND, 1, 0))).toEqual(standing)
    const stop = [exited(1, 5 * SECOND, -9), reaped(1, 5 * SECOND, -9), ended(5 * SECOND + 300_000, "stopped", -9)]
    expect(observe(...hung, ...stop)).toEqual(standing)
    const slow = [exited(1, 5 * SECOND, -14), reaped(1, 5 * SECOND, -14), ended(7 * SECOND, "exited", -14)]
    expect(observe(...hung, ...slow)).toEqual(standing)
  })

  test("remain however long a stop takes, and what its signals change, and none begin while it lasts", () => {
    const stop: Facts = [
      { type: "run.stopping", src: "run", at: 5 * SECOND },
      { type: "queue.get.finished", queue: 1, op: 1, proc: 1, at: 5 * SECOND + 10, outcome: "error", depth: 0 },
      getting(1, 1, 2, 7, 5 * SECOND + 20),
      exited(1, 10 * SECOND, -9),
      reaped(1, 10 * SECOND, -9),
      ended(11 * SECOND, "stopped", -9),
    ]
    expect(observe(...hung, ...stop)).toEqual([{ kind: "get-without-put", from: 100_000, until: null }])
    const [stopping, ...others] = stop as [Loose, ...Facts]
    const healthy = hung.slice(0, -1) as Facts
    expect(observe(...healthy, stopping, ...others.slice(1))).toEqual([])
  })

  test("leave out hints that disappeared at once", () => {
    const burst = (proc: number): Facts => [
      ...spawned(proc, "burn"),
      sample(proc, 400_000, 300_000, 0),
      sample(proc, 1_800_000, 750_000, 950_000),
      sample(proc, 2_100_000, 750_001, 950_000),
    ]
    const facts = [...program(2), ...[2, 3, 4, 5].flatMap(burst), sample(1, 5 * SECOND, 1, 0)]
    const sorted = facts.map((fact) => ({ at: 0, ...fact })).sort((a, b) => a.at - b.at) as Facts
    expect(look(1_800_000, ...sorted.filter(({ at = 0 }) => at <= 1_800_000)).kinds).toEqual(["oversubscribed"])
    expect(observe(...sorted)).toEqual([])
  })
})

describe("the time to find findings is proportional to the size of the world", () => {
  /** How many times longer `findingsOf` takes for 1000 processes than for 250: 4 if linear, 16 if quadratic. */
  function growth(worldOf: (processes: number) => Facts): number {
    const worlds = [250, 1000].map((count) =>
      fold(EMPTY_WORLD, numbered(...worldOf(count).map((fact) => ({ at: 0, ...fact })))),
    )
    const best = worlds.map(() => Number.POSITIVE_INFINITY)
    // In turns, and the minimum of each, because other work of this process adds to its CPU time.
    for (let turn = 0; turn < 30; turn++) {
      for (const [place, world] of worlds.entries()) {
        const start = process.cpuUsage()
        findingsOf(world, 3 * SECOND)
        const { user, system } = process.cpuUsage(start)
        best[place] = Math.min(best[place] ?? 0, user + system)
      }
    }
    return (best[1] ?? 0) / (best[0] ?? 1)
  }
  const crowd = (count: number): Facts => {
    const facts: Facts = [...program(2), queue(1), queue(2)]
    for (let proc = 2; proc <= count; proc++) facts.push(...spawned(proc, `p${proc}`, { line: 5 }))
    return facts
  }

  test("if half of the processes wait, and twice as many tasks failed", () => {
    const times = growth((count) => {
      const facts: Facts = [...crowd(count), { type: "pool.created", pool: 1, proc: 1, name: "po", size: 1 }]
      for (let proc = 2; proc <= count; proc += 2) facts.push(getting(proc, 1 + (proc % 4) / 2, proc, 9, 1000))
      for (let tick = 1; tick <= 30; tick++) {
        for (let proc = 1; proc <= count; proc++)
          facts.push(sample(proc, SECOND + 33_000 * tick, tick * 100, tick * 50))
      }
      for (let task = 1; task <= 2 * count; task++) {
        const error = { name: "E", message: "" }
        facts.push({ type: "task.submitted", pool: 1, proc: 1, task, fn: "f", args: "", via: "map" })
        facts.push({ type: "task.finished", pool: 1, proc: 1, task, outcome: "error", error })
      }
      return facts
    })
    expect(times).toBeLessThan(9)
  })

  test("if all processes are stuck at two queues", () => {
    const times = growth((count) => {
      const facts: Facts = [...crowd(count)]
      for (let proc = 1; proc <= count; proc++) facts.push(getting(proc, 1 + (proc % 2), proc, 9, 1000))
      return facts
    })
    expect(times).toBeLessThan(9)
  })
})
