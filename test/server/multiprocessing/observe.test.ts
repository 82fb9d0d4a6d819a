import type { ForkscopeEvent } from "@forkscope/shared/events"
import { checkInvariants, EMPTY_WORLD, fold } from "@forkscope/shared/world"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { FactCollector } from "../../support/factCollector.ts"
import { run, until } from "../../support/multiprocessing.ts"

let collector: FactCollector
beforeEach(async () => {
  collector = await FactCollector.start()
})
afterEach(() => collector.close())

async function observe(program: string, args: string[] = []) {
  const outcome = await run(program, args, collector.env)
  await until(() => collector.isQuiet)
  expect(collector.invalid).toEqual([])
  return outcome
}

describe("an observed program", () => {
  test("introduces each of its processes with its parent", async () => {
    await observe("observed.mjs")
    const main = collector.hellos.find((one) => one.role === "main")
    expect(main).toMatchObject({ name: "MainProcess", forkscope: 1 })
    expect(main?.key).toMatch(/^[0-9a-f]{16}$/)
    const others = collector.hellos.filter((one) => one !== main)
    expect(
      others.map(({ name, role, parent, ppid }) => [name, role, parent === main?.key, ppid === main?.pid]),
    ).toEqual([
      ["Process-1", "child", true, true],
      ["victim", "child", true, true],
      ["SyncManager-3", "manager", true, true],
    ])
  })

  test.each(["return", "exit", "kill"])("reports all operations before a child ends by %s", async (way) => {
    await observe("observed.mjs", [way])
    const child = collector.proc("Process-1")
    const told = collector
      .of("queue.put.started", "queue.put.finished", "queue.get.started", "queue.get.finished", "queue.checked")
      .filter((fact) => fact.proc === child)
    expect(told.map((fact) => fact.type)).toEqual([
      "queue.put.started",
      "queue.put.finished",
      "queue.get.started",
      "queue.get.finished",
      "queue.checked",
    ])
    expect(told[1]).toMatchObject({ outcome: "ok", item: 1, depth: 1, value: '"one"' })
    expect(told[3]).toMatchObject({ outcome: "ok", item: 1, depth: 0 })
    const exitCode = way === "kill" ? -9 : 0
    expect(collector.of("process.reaped").find((fact) => fact.proc === child)).toMatchObject({ exitCode })
  })

  test("reports the life of a process in order", async () => {
    await observe("observed.mjs")
    const victim = collector.proc("victim")
    const main = collector.proc("MainProcess")
    const life = collector.facts.filter(
      (fact) => fact.type.startsWith("process.") && "proc" in fact && fact.proc === victim,
    )
    expect(life.map((fact) => fact.type)).toEqual([
      "process.created",
      "process.spawned",
      "process.signaled",
      "process.exited",
      "process.reaped",
    ])
    expect(life[0]).toMatchObject({ name: "victim", parent: main, daemon: false, startMethod: "spawn" })
    expect(life[1]).toMatchObject({ role: "child", startTime: expect.any(Number) })
    expect(life[2]).toMatchObject({ signal: "SIGTERM", from: main })
    expect(life[4]).toMatchObject({ exitCode: -15 })
    const joins = collector.of("join.started", "join.finished").filter((fact) => fact.proc === main)
    expect(joins.map((fact) => ("outcome" in fact ? fact.outcome : fact.target))).toEqual([
      { proc: collector.proc("Process-1") },
      "ok",
      { proc: victim },
      "timeout",
      { proc: victim },
      "ok",
    ])
  })

  test("reports refusals, checks, locks and sleeps", async () => {
    await observe("observed.mjs")
    const main = collector.proc("MainProcess")
    expect(collector.of("queue.get.finished").filter((fact) => fact.outcome === "empty")).toHaveLength(1)
    expect(collector.of("queue.checked").at(-1)).toMatchObject({ question: "full", answer: false, proc: main })
    expect(collector.of("queue.closed")).toHaveLength(1)
    expect(collector.of("lock.created").map((fact) => fact.kind)).toEqual(["lock", "event", "event"])
    expect(collector.of("lock.acquire.finished").map((fact) => fact.outcome)).toEqual([
      "ok",
      "timeout",
      "timeout",
      "ok",
    ])
    expect(collector.of("lock.released").map((fact) => fact.value)).toEqual([1, 1])
    expect(collector.of("sleep.started").find((fact) => fact.proc === main)).toMatchObject({ seconds: 0.01 })
    expect(collector.of("process.checked")[0]).toMatchObject({ alive: false, from: main })
  })

  test("reports a manager's queue as the manager's", async () => {
    await observe("observed.mjs")
    const created = collector.of("queue.created").find((fact) => fact.kind === "manager")
    expect(created).toMatchObject({ proc: collector.proc("SyncManager-3"), maxsize: 2 })
    const put = collector.of("queue.put.finished").find((fact) => fact.queue === created?.queue)
    expect(put).toMatchObject({ proc: collector.proc("MainProcess"), outcome: "ok", value: "1" })
  })

  test("gives a consistent world", async () => {
    await observe("observed.mjs")
    const events = collector.facts
      .toSorted((one, other) => one.at - other.at)
      .map((fact, index) => ({ ...fact, seq: index + 1 }))
    const world = fold(EMPTY_WORLD, events as ForkscopeEvent[])
    expect(() => checkInvariants(world)).not.toThrow()
    expect(world.anomalies.chunks).toEqual([])
  })
})

describe("a stream too fast to be reported item by item", () => {
  test("is counted: nothing is lost in the counts, and item numbers go on after it", async () => {
    const { stdout } = await observe("hot.mjs")
    expect(Number(stdout)).toBe((20_000 * 19_999) / 2)
    const queue = collector.of("queue.created")[0]?.queue
    const sampled = collector.of("queue.sampled").filter((fact) => fact.queue === queue)
    const sum = (key: "puts" | "gets") => sampled.reduce((total, fact) => total + fact[key], 0)
    const told = (type: "queue.put.finished" | "queue.get.finished") =>
      collector.of(type).filter((fact) => fact.queue === queue && fact.outcome === "ok")
    expect(sum("puts") + told("queue.put.finished").length).toBe(20_001)
    expect(sum("gets") + told("queue.get.finished").length).toBe(20_001)
    expect(sum("puts")).toBeGreaterThan(0)
    expect(told("queue.get.finished").at(-1)).toMatchObject({ item: 20_001, depth: 0, value: '"slow again"' })
    expect(sampled.at(-1)?.depth).toBe(0)
    for (const { interval } of sampled) expect(interval).toBeGreaterThan(0)
  })

  test("ends every operation that it began", async () => {
    await observe("hot.mjs")
    const ops = (type: string) =>
      collector.facts.flatMap((fact) => (fact.type.endsWith(type) && "op" in fact ? [fact.op] : [])).sort()
    expect(ops(".finished")).toEqual(ops(".started"))
  })
})

test("nothing is written and nothing fails when the observer is gone", async () => {
  collector.close()
  const { code, stderr } = await run("plain.mjs", [], collector.env)
  expect([code, stderr]).toEqual([0, ""])
})
