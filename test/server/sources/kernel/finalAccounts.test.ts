import { execFileSync } from "node:child_process"
import type { Fact } from "@forkscope/shared/events"
import { expect, onTestFinished, test } from "vitest"
import { Intake } from "../../../../server/src/sources/intake.ts"
import { Descriptors } from "../../../../server/src/sources/kernel/descriptors.ts"
import { settleChildren } from "../../../../server/src/sources/kernel/finalAccounts.ts"
import { KERNEL } from "../../../../server/src/sources/kernel/index.ts"
import { Tree } from "../../../../server/src/sources/kernel/tree.ts"
import { WatchedProcess } from "../../../../server/src/sources/kernel/watched.ts"
import { startRoot, tickUntil } from "./observe.ts"

test("a child whose counters were never read before it was reaped gets the time that its parent's account has of it", () => {
  const parent = new WatchedProcess(100, 1, 1)
  const child = new WatchedProcess(101, 2, 100)
  child.sightedAt = 50_000
  parent.unsettled.push(child)
  settleChildren(parent, 20_000_000, 90_000)
  expect(child.account.cpuNs).toBe(20_000_000)
})

test("a child that was found in the moment of its end gets no time that is not a number", () => {
  const parent = new WatchedProcess(100, 1, 1)
  const child = new WatchedProcess(101, 2, 100)
  child.sightedAt = 90_000
  parent.unsettled.push(child)
  settleChildren(parent, 20_000_000, 90_000)
  expect(child.account.cpuNs).toBe(0)
})

test("CPU time of children that are reaped during a tick is not taken for that of others", async () => {
  const root = await startRoot("perl", "-e", "for (1..6) { fork or do { 1 while 1 } } 1 while wait > 0; sleep 3600")
  const used = new Map<number, number>()
  let reaped = false
  const take = (fact: Fact) => {
    if (fact.type === "process.sampled") used.set(fact.proc, fact.cpu)
    const [parent, ...children] = tree.table.processes
    if (reaped || children.length < 6 || fact.type !== "process.sampled" || fact.cpu < 200_000) return
    // All end in the middle of the tick, which then takes long: some were read already.
    reaped = true
    execFileSync("perl", ["-e", REAP, String(parent?.pid), ...children.map(({ pid }) => String(pid))])
  }
  const intake = new Intake({ startedAt: 0, emit: take }).of(KERNEL)
  const options = { descriptors: new Descriptors(100), kernel: { children: true, schedstat: true } }
  const tree = new Tree({ root: root.pid, intake, ...options })
  onTestFinished(() => tree.close())
  const parent = await tickUntil(tree, () =>
    reaped && tree.table.processes.length === 1 ? tree.table.processes[0] : undefined,
  )
  const all = [...used.values()].reduce((sum, cpu) => sum + cpu, 0)
  expect(all * 1000).toBeLessThan((parent?.reapedNs ?? 0) + 100_000_000)
})

/** Perl: ends the children of a process, waits until it has reaped them, and then uses a CPU for a while. */
const REAP = `
  my ($parent, @children) = @ARGV;
  kill 'KILL', @children;
  1 while grep { -e "/proc/$_" } @children;
  1 while times < 0.4;
`
