import { availableParallelism } from "node:os"
import { expect, test } from "vitest"
import { type Facts, observe, program, valueAt } from "./observe.ts"

type Clocks = [pid: number, from: number, cpuFrom: number, until: number, cpuUntil: number]

/** The share of time that a process was on a CPU, in percent, according to the samples and to the process itself. */
async function running(facts: Facts, [pid, from, cpuFrom, until, cpuUntil]: Clocks) {
  const { proc } = await facts.until("process.spawned", (fact) => fact.pid === pid)
  await facts.until("process.sampled", (fact) => fact.proc === proc && fact.at >= until)
  const values = facts
    .of("process.sampled")
    .filter((fact) => fact.proc === proc)
    .map(({ at, cpu }) => ({ at, value: cpu }))
  return {
    sampled: (100 * (valueAt(values, until) - valueAt(values, from))) / (until - from),
    truth: (100 * (cpuUntil - cpuFrom)) / (until - from),
  }
}

test("more burners than cores run as long as their own clocks say, within two points, and are ready for the rest", async () => {
  const count = 2 * availableParallelism()
  const { root, facts } = await observe(["perl", program("burners.pl"), String(count)])
  const main = await facts.until("process.spawned", (fact) => fact.parent === undefined)
  await facts.until("process.spawned", () => childrenOf(main.proc, facts).length === count)
  const burners = childrenOf(main.proc, facts)
  for (const { proc } of burners) await facts.until("process.sampled", (fact) => fact.proc === proc)
  for (const { pid } of burners) process.kill(pid, "SIGUSR1")
  for (let n = 0; n < count; n++) {
    const { sampled, truth } = await running(facts, (await root.numbers()) as Clocks)
    expect(Math.abs(sampled - truth)).toBeLessThan(2)
  }
  for (const { pid } of burners) process.kill(pid, "SIGUSR1")
  for (let n = 0; n < count; n++) {
    const [pid, life, forked] = (await root.numbers()) as [number, number, number]
    const { proc } = await facts.until("process.spawned", (fact) => fact.pid === pid)
    // The kernel counts a wait in line only when it is over; once a process has ended, all its waits are counted.
    const { cpu, queued, at } = await facts.until("process.sampled", (fact) => fact.proc === proc && fact.state === "Z")
    expect(cpu + queued).toBeGreaterThan(life * 0.95)
    // It may wait in line before it runs for the first time, and when it has said how long it lived.
    expect(cpu + queued).toBeLessThan((at - forked) * 1.02)
  }
})

const childrenOf = (parent: number, facts: Facts) =>
  facts.of("process.spawned").filter((fact) => fact.parent === parent)

test("a program whose second thread computes runs, though its main thread waits", async () => {
  const { root, facts } = await observe([process.execPath, program("thread-burns.mjs")])
  const clocks = (await root.numbers()) as Clocks
  const { sampled, truth } = await running(facts, clocks)
  expect(Math.abs(sampled - truth)).toBeLessThan(2)
  const [pid, , cpuFrom, , cpuUntil] = clocks
  const busiest = facts.of("thread.sampled").reduce((most, fact) => (fact.cpu > most.cpu ? fact : most))
  expect(busiest.tid).not.toBe(pid)
  expect(busiest.cpu).toBeGreaterThan(cpuUntil - cpuFrom - 100_000)
})

test("the CPU time of ended threads still counts", async () => {
  const { root, facts } = await observe([process.execPath, program("short-threads.mjs")])
  const [pid, truth] = (await root.numbers()) as [number, number]
  const { proc } = await facts.until("process.spawned", (fact) => fact.pid === pid)
  // The kernel gives the CPU time of ended threads in two parts (user and system), each cut to hundredths of a second.
  await facts.until("process.sampled", (fact) => fact.proc === proc && fact.cpu >= truth - 25_000)
  const last = facts.of("process.sampled").findLast((fact) => fact.proc === proc)
  expect(last?.cpu).toBeLessThan(truth + 100_000)
})
