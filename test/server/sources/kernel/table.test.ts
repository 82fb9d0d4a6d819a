import type { FactOf } from "@forkscope/shared/events"
import { expect, onTestFinished, test } from "vitest"
import { Descriptors } from "../../../../server/src/sources/kernel/descriptors.ts"
import { ProcessTable } from "../../../../server/src/sources/kernel/table.ts"
import { WatchedProcess } from "../../../../server/src/sources/kernel/watched.ts"
import { watchTree } from "../../../../server/src/sources/kernel/watchTree.ts"
import { Facts, program, startRoot, tickUntil } from "./observe.ts"

const make = (pid: number, startTime: number) => new WatchedProcess(pid, startTime, 1)

test("a PID that is used again means the new process", () => {
  const table = new ProcessTable()
  const first = make(100, 5)
  const second = make(100, 9)
  table.add(first)
  table.remove(first)
  table.add(second)
  expect(table.get(100)).toBe(second)
  expect(table.processes).toEqual([second])
})

test("removing the former holder of a PID leaves its present one in", () => {
  const table = new ProcessTable()
  const first = make(100, 5)
  const second = make(100, 9)
  table.add(first)
  table.add(second)
  table.remove(first)
  expect(first.gone).toBe(true)
  expect(second.gone).toBe(false)
  expect(table.get(100)).toBe(second)
})

test("a process with the PID of a former one is another process", async ({ skip }) => {
  const root = await startRoot("perl", program("reuses-pid.pl"))
  const facts = new Facts()
  const options = { intake: facts.intake, descriptors: new Descriptors(2) }
  const watch = watchTree({ root: root.pid, ...options })
  onTestFinished(() => watch.close())
  const isSampled = (proc: number | undefined) => facts.of("process.sampled").find((one) => one.proc === proc)
  await tickUntil(watch, () => isSampled(facts.of("process.spawned")[1]?.proc))
  const [parent, first] = facts.of("process.spawned") as [FactOf<"process.spawned">, FactOf<"process.spawned">]
  process.kill(parent.pid, "SIGUSR1")
  skip((await root.line()) !== "reused", "choosing a PID takes root, and a /proc/sys that may be written")
  for (let n = 0; n < 4; n++) watch.tick()
  const second = facts.of("process.spawned").at(-1)
  expect(second?.pid).toBe(first.pid)
  expect(second?.proc).not.toBe(first.proc)
  expect(facts.of("process.reaped").map(({ proc }) => proc)).toContain(first.proc)
})

test("the lists follow what is added and removed", () => {
  const table = new ProcessTable()
  const one = make(1, 1)
  const two = make(2, 2)
  table.add(one)
  table.addThread(one, 1)
  expect(table.threads.map(({ tid }) => tid)).toEqual([1])
  table.add(two)
  table.addThread(two, 2)
  const other = table.addThread(two, 3)
  expect(table.threads.map(({ tid }) => tid)).toEqual([1, 2, 3])
  table.removeThread(other)
  table.remove(one)
  expect(table.threads.map(({ tid }) => tid)).toEqual([2])
  expect(table.processes).toEqual([two])
})
