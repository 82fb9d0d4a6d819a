import { type FigureId, type Figures, figuresOf, History, ratioOf, rowsFor } from "@forkscope/shared/history"
import { describe, expect, test } from "vitest"
import { child, type Facts, historyOf, pool, puts, queueOf } from "../client/scenes/worlds.ts"
import { numbered } from "../support/events.ts"
import { recordedRuns } from "../support/recorded.ts"

const figures = (...facts: Facts) => figuresOf(historyOf(facts))
const probed = (proc: number): Facts[number] => ({ type: "process.probed", proc, probe: "python", version: "3.11" })
const sampled = (proc: number, at: number, cpu: number, queued: number, rss?: number): Facts[number] => ({
  type: "process.sampled",
  src: "procfs",
  proc,
  at,
  cpu,
  queued,
  state: "R",
  core: 0,
  threads: 1,
  ...(rss === undefined ? {} : { rss }),
})
const ended: Facts[number] = { type: "run.ended", src: "run", outcome: "exited", exitCode: 0, at: 4_000_000 }
const asleep = (proc: number, op: number, from: number, to: number): Facts => [
  { type: "sleep.started", proc, op, seconds: 9, at: from },
  { type: "sleep.finished", proc, op, at: to },
]

describe("the figures of a run", () => {
  test("cover the whole run, or what is known so far", () => {
    expect(figures(child(2), ended)).toMatchObject({ wall: 4_000_000, isEnded: true, processes: 2 })
    expect(figures(sampled(1, 900_000, 5, 5))).toMatchObject({ wall: 900_000, isEnded: false })
  })

  test("add up each process's CPU time since its birth, and the memory that all had at once", () => {
    const facts = [child(2), sampled(1, 100_000, 70_000, 5_000, 9_000), sampled(2, 110_000, 20_000, 1_000, 8_000)]
    const found = figures(...facts, sampled(1, 200_000, 150_000, 30_000, 10_000), sampled(2, 210_000, 60_000, 2_000))
    expect(found).toMatchObject({ cpu: 210_000, ready: 32_000, memory: 18_000 })
  })

  test("count the processes of a Node lab that report facts: all but those made without its library", () => {
    const lab: Facts[number] = {
      type: "run.started",
      name: "a",
      kind: "lab",
      argv: [],
      language: "node",
      cores: 2,
      wallClock: 1,
      containment: "strong",
    }
    const facts: Facts = [
      lab,
      { type: "process.spawned", proc: 1, pid: 100, ppid: 1, startTime: 5, role: "main" },
      { type: "process.created", proc: 2, parent: 1, name: "made" },
      child(2),
      child(3, { src: "procfs" }),
    ]
    const history = new History()
    history.follow(numbered(...facts))
    expect(figuresOf(history)).toMatchObject({ processes: 3, telling: 2 })
  })

  test("count a process once that two sources reported", () => {
    const facts = [child(2), sampled(2, 100_000, 50_000, 0), { type: "process.created", proc: 3, parent: 1, name: "p" }]
    const found = figures(...(facts as Facts), { type: "process.merged", proc: 2, into: 3 })
    expect(found).toMatchObject({ processes: 2, cpu: 50_000 })
  })

  test("of an attached process begin where it was found", () => {
    const facts: Facts = [
      { type: "run.started", name: "a", kind: "attached", argv: [], cores: 2, wallClock: 1, containment: "strong" },
      { type: "process.spawned", proc: 1, pid: 100, ppid: 1, startTime: 5, name: "old" },
      sampled(1, 100_000, 5_000_000, 0),
      sampled(1, 200_000, 5_070_000, 10),
    ]
    const history = new History()
    history.follow(numbered(...facts))
    expect(figuresOf(history)).toMatchObject({ cpu: 70_000, ready: 10 })
  })

  test("split the waiting time of all threads by what they waited for, including waits that go on", () => {
    const waits: Facts = [
      probed(1),
      ...asleep(1, 1, 100_000, 300_000),
      { type: "join.started", proc: 1, op: 2, target: { proc: 2 }, at: 400_000 },
      { type: "sleep.started", proc: 2, tid: 7, op: 3, seconds: 9, at: 500_000 },
      { type: "sleep.finished", proc: 2, tid: 7, op: 3, at: 600_000 },
      sampled(1, 1_000_000, 1, 1),
    ]
    const { waits: found } = figures(child(2), ...waits)
    expect(found).toMatchObject({ total: 900_000, isLeast: false, by: { sleep: 300_000, join: 600_000, put: 0 } })
  })

  test("include a wait that the end of its process cut off, unless the wait's own end is reported later", () => {
    const facts: Facts = [
      { type: "sleep.started", proc: 2, op: 1, seconds: 9, at: 100_000 },
      { type: "process.exited", proc: 2, exitCode: -9, at: 600_000 },
      { type: "sleep.finished", proc: 2, op: 1, at: 590_000 },
    ]
    expect(figures(child(2), probed(2), ...facts.slice(0, 2)).waits?.by.sleep).toBe(500_000)
    expect(figures(child(2), probed(2), ...facts).waits?.by.sleep).toBe(490_000)
  })

  test("include the time that was waited for a lock too busy to be reported one by one", () => {
    const lock: Facts = [
      { type: "lock.created", lock: 1, proc: 1, kind: "lock", name: "l", value: 1 },
      { type: "lock.sampled", lock: 1, proc: 1, acquires: 900, waited: 70_000, interval: 100_000 },
    ]
    expect(figures(probed(1), ...lock).waits?.by.acquire).toBe(70_000)
  })

  test("say that the waiting time was longer if puts were only counted", () => {
    const counted: Facts[number] = {
      type: "queue.sampled",
      queue: 1,
      proc: 2,
      puts: 500,
      gets: 300,
      depth: 200,
      interval: 100_000,
    }
    expect(figures(child(2), queueOf(9), ...puts(2, 1, 3)).waits?.isLeast).toBe(false)
    expect(figures(child(2), queueOf(9), ...puts(2, 1, 3), counted)).toMatchObject({
      items: 300,
      waits: { isLeast: true },
    })
  })

  test("distinguish tasks from the calls that a map bundles into them", () => {
    const task = (task: number, outcome: "ok" | "error"): Facts => [
      { type: "task.started", pool: 1, proc: 11, task, slot: 1 },
      { type: "task.finished", pool: 1, proc: 11, task, slot: 1, outcome },
    ]
    const chunk: Facts[number] = {
      type: "task.submitted",
      pool: 1,
      proc: 1,
      task: 9,
      via: "map",
      fn: "f",
      args: "",
      calls: 7,
    }
    const found = figures(...pool(1, 2), chunk, ...task(1, "ok"), ...task(2, "error"), ...task(9, "ok"))
    expect(found.tasks).toEqual({ finished: 3, calls: 9, failed: 1 })
  })

  test("are unknown, not 0, if no source reports them", () => {
    const program: Facts = [
      { type: "run.started", name: "a", kind: "program", argv: [], cores: 2, wallClock: 1, containment: "strong" },
      { type: "process.spawned", proc: 1, pid: 100, ppid: 1, startTime: 5, role: "main" },
    ]
    const history = new History()
    history.follow(numbered(...program))
    expect(figuresOf(history)).toMatchObject({
      cpu: null,
      ready: null,
      memory: null,
      waits: null,
      tasks: null,
      items: null,
    })
  })

  test("of recorded runs are those of their programs", () => {
    const found = Object.fromEntries(
      recordedRuns().map(({ name, events }) => {
        const history = new History()
        history.follow(events)
        return [name.replace(".ndjson", ""), { figures: figuresOf(history), events }]
      }),
    )
    expect(found["pool-of-three"]?.figures.tasks).toEqual({ finished: 10, calls: 10, failed: 0 })
    const { figures: queue, events = [] } = found["queue-of-three"] ?? {}
    const got = events.filter((event) => event.type === "queue.get.finished" && event.outcome === "ok")
    expect(queue?.items).toBe(got.length)
    const accounted: Record<number, number> = {}
    let atEnd = 0
    for (const event of found.burners?.events ?? []) {
      if (event.type === "process.sampled") accounted[event.proc] = event.cpu
      if (event.type === "run.ended") atEnd = event.cpu ?? 0
    }
    const sampled = Object.values(accounted).reduce((sum, cpu) => sum + cpu, 0)
    expect(found.burners?.figures.cpu).toBe(atEnd)
    expect(Math.abs(sampled / atEnd - 1)).toBeLessThan(0.02)
    for (const { figures, events } of Object.values(found)) {
      expect(figures.wall).toBe(events.at(-1)?.at)
      expect(figures.cpu).toBeLessThanOrEqual(figures.wall * figures.cores)
    }
  })
})

describe("two runs", () => {
  const row = (id: FigureId, a: Figures, b: Figures) => {
    const found = rowsFor(a, b).find((row) => row.id === id)
    return found && ratioOf(found, a, b)
  }
  const ofCpu = (cpu: number) => figures(probed(1), sampled(1, 1_000_000, cpu, 0))

  test("have the factor by which one is greater, and show which is better", () => {
    expect(row("cpu", ofCpu(100), ofCpu(190))).toEqual({ factor: 1.9, greater: 1, better: 0 })
    expect(row("cpu", ofCpu(190), ofCpu(100))).toEqual({ factor: 1.9, greater: 0, better: 1 })
  })

  test("count as the same if they differ by no more than two runs of one program do", () => {
    expect(row("cpu", ofCpu(1000), ofCpu(1020))).toMatchObject({ greater: null, better: null })
  })

  test("have no ratio to 0 or to an unknown figure", () => {
    expect(row("cpu", ofCpu(0), ofCpu(190))).toEqual({ factor: null, greater: 1, better: 0 })
    expect(row("cpu", ofCpu(100), figures())).toEqual({ factor: null, greater: null, better: null })
  })

  test("call more of a rate better, and more processes neither", () => {
    const [few, many] = [figures(child(2), ended), figures(child(2), child(3), child(4), ended)]
    expect(row("processes", few, many)).toEqual({ factor: 2, greater: 1, better: null })
    const ofItems = (gets: number) =>
      figures(queueOf(9), { type: "queue.sampled", queue: 1, proc: 1, puts: gets, gets, depth: 0, interval: 1 }, ended)
    expect(row("itemRate", ofItems(10), ofItems(40))).toEqual({ factor: 4, greater: 1, better: 1 })
  })

  test("have no lines for what neither run did", () => {
    const ids = rowsFor(ofCpu(1), figures(probed(1), ...asleep(1, 1, 0, 5), ended)).map(({ id }) => id)
    expect(ids).toContain("sleep")
    expect(ids).not.toContain("join")
    expect(ids).not.toContain("calls")
  })
})
