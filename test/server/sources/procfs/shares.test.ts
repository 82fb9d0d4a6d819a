import { availableParallelism } from "node:os"
import { expect, test } from "vitest"
import { type Facts, observe, program, valueAt } from "./observe.ts"

/** How much of the time between two moments a process ran and was ready, in percent, as the samples say. */
async function shares(facts: Facts, pid: number, from: number, until: number) {
  const { proc } = await facts.until("process.spawned", (fact) => fact.pid === pid)
  await facts.until("process.sampled", (fact) => fact.proc === proc && fact.at >= until)
  const samples = facts.of("process.sampled").filter((fact) => fact.proc === proc)
  const share = (counter: "cpu" | "queued") => {
    const values = samples.map((sample) => ({ at: sample.at, value: sample[counter] }))
    return (100 * (valueAt(values, until) - valueAt(values, from))) / (until - from)
  }
  return { running: share("cpu"), ready: share("queued") }
}

test("burners that outnumber the cores run and stand in line as their own clocks say, within two points", async () => {
  const count = 2 * availableParallelism()
  const { root, facts } = await observe(["perl", program("burners.pl"), String(count)])
  for (let n = 0; n < count; n++) {
    const [pid, from, cpuFrom, until, cpuUntil] = (await root.numbers()) as [number, number, number, number, number]
    const { running, ready } = await shares(facts, pid, from, until)
    const truth = (100 * (cpuUntil - cpuFrom)) / (until - from)
    expect(Math.abs(running - truth)).toBeLessThan(2)
    expect(Math.abs(running + ready - 100)).toBeLessThan(3)
  }
})

test("a program whose second thread computes runs, though its main thread waits", async () => {
  const { root, facts } = await observe([process.execPath, program("thread-burns.mjs")])
  const [pid, from, cpuFrom, until, cpuUntil] = (await root.numbers()) as [number, number, number, number, number]
  const { running, ready } = await shares(facts, pid, from, until)
  expect(Math.abs(running - (100 * (cpuUntil - cpuFrom)) / (until - from))).toBeLessThan(2)
  expect(running + ready).toBeGreaterThan(95)
  const busy = facts.of("thread.sampled").filter(({ cpu }) => cpu > 1_000_000)
  expect(new Set(busy.map(({ tid }) => tid)).size).toBe(1)
  expect(busy[0]?.tid).not.toBe(pid)
})

test("threads that ended keep counting", async () => {
  const { root, facts } = await observe([process.execPath, program("short-threads.mjs")])
  const [pid, truth] = (await root.numbers()) as [number, number]
  const { proc } = await facts.until("process.spawned", (fact) => fact.pid === pid)
  // What the kernel keeps of ended threads comes in two parts, each cut to hundredths of a second.
  await facts.until("process.sampled", (fact) => fact.proc === proc && fact.cpu >= truth - 25_000)
  const last = facts.of("process.sampled").findLast((fact) => fact.proc === proc)
  expect(last?.cpu).toBeLessThan(truth + 100_000)
})
