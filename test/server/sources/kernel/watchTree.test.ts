import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Fact } from "@forkscope/shared/events"
import { expect, onTestFinished, test } from "vitest"
import { Descriptors } from "../../../../server/src/sources/kernel/descriptors.ts"
import { readStartTime } from "../../../../server/src/sources/kernel/procReader.ts"
import { Tree } from "../../../../server/src/sources/kernel/tree.ts"
import type { WatchOptions } from "../../../../server/src/sources/kernel/treeWatch.ts"
import { KernelKey } from "../../../../server/src/sources/keyedFact.ts"
import { Facts, observe, program, startRoot, tickUntil } from "./observe.ts"

test("each process of the tree is announced with its parent, name and arguments, and the root is not", async () => {
  const { facts, root, watch } = await observe(["sh", "-c", "sleep 3600 & wait"])
  const shell = await facts.until("process.spawned", ({ name }) => name === "sh")
  const sleeper = await facts.until("process.spawned", ({ name }) => name === "sleep")
  expect(shell).toMatchObject({ src: "procfs", ppid: root.pid, argv: ["sh", "-c", "sleep 3600 & wait"] })
  expect(shell.parent).toBeUndefined()
  expect(sleeper).toMatchObject({ ppid: shell.pid, parent: shell.proc, argv: ["sleep", "3600"] })
  expect(sleeper.startTime).toBe(readStartTime(sleeper.pid))
  expect([...watch.processes()].map(({ key }) => key.pid).toSorted()).toEqual([shell.pid, sleeper.pid].toSorted())
})

test("a process that another source reported keeps its id and is not announced again", async () => {
  const root = await startRoot("sleep", "3600")
  const facts = new Facts()
  const pid = await childOf(root.pid)
  facts.intake.bind("theirs", new KernelKey(pid, readStartTime(pid) ?? 0), 0)
  const tree = makeTree(root.pid, facts)
  // When it is first seen, it may still be between its exec and its sleep.
  const sample = await tickUntil(tree, () => facts.of("process.sampled").find(({ state }) => state === "S"))
  expect(sample).toMatchObject({ proc: 1, threads: 1 })
  expect(facts.of("process.spawned")).toEqual([])
})

test("a source that reports a process between our first and second look takes precedence", async () => {
  const root = await startRoot("sleep", "3600")
  const facts = new Facts()
  const tree = makeTree(root.pid, facts)
  const sleeper = await tickedProcess(tree)
  expect(facts.intake.identity.isKnown(sleeper.key)).toBe(false)
  facts.intake.bind("theirs", sleeper.key, 0)
  tree.tick()
  expect(sleeper.announced).toBe(true)
  expect(facts.of("process.spawned")).toEqual([])
  expect(facts.of("process.sampled")).toHaveLength(1)
})

test("a process that was seen only once is reported from its birth to its end", async () => {
  const root = await startRoot("sleep", "3600")
  const facts = new Facts()
  const tree = makeTree(root.pid, facts)
  const sleeper = await tickedProcess(tree)
  expect(facts.all).toEqual([])
  process.kill(sleeper.pid, "SIGKILL")
  await gone(sleeper.pid)
  tree.tick()
  const told = facts.all.map(({ type }) => type).filter((type) => type !== "process.sampled")
  expect(told).toEqual(["process.spawned", "process.exited", "process.reaped"])
  expect(facts.of("process.exited")[0]?.exitCode).toBeNull()
})

test("a zombie is reported with its exit code, which is repeated when it is reaped", async () => {
  const { facts } = await observe(["perl", program("zombies.pl")])
  const seven = await facts.until("process.exited", ({ exitCode }) => exitCode === 7)
  const terminated = await facts.until("process.exited", ({ exitCode }) => exitCode === -15)
  expect(facts.of("process.reaped")).toEqual([])
  const parent = await facts.until("process.spawned", (fact) => fact.parent === undefined)
  process.kill(parent.pid, "SIGUSR1")
  const reaped = await facts.until("process.reaped", ({ proc }) => proc === seven.proc)
  expect(reaped.exitCode).toBe(7)
  expect((await facts.until("process.reaped", ({ proc }) => proc === terminated.proc)).exitCode).toBe(-15)
})

test("an end that another source reported is not reported again with an unknown exit code", async () => {
  const { facts, watch } = await observe(["sh", "-c", "exec 2>/dev/null; sleep 3600; sleep 3600"])
  const first = await facts.until("process.spawned", ({ name }) => name === "sleep")
  watch.known.exited(first.pid)
  process.kill(first.pid, "SIGKILL")
  await facts.until("process.reaped", ({ proc }) => proc === first.proc)
  expect(facts.of("process.exited").filter(({ exitCode }) => exitCode === null)).toEqual([])
})

test("stop and continue are each reported once", async () => {
  const { facts } = await observe(["sleep", "3600"])
  const { pid } = await facts.until("process.spawned")
  process.kill(pid, "SIGSTOP")
  await facts.until("process.stopped")
  await facts.until("process.sampled", ({ state }) => state === "T")
  process.kill(pid, "SIGCONT")
  const continued = await facts.until("process.continued")
  const isLater = (fact: Fact) => facts.all.indexOf(fact) > facts.all.indexOf(continued)
  await facts.until("process.sampled", (fact) => fact.state === "S" && isLater(fact))
  expect(facts.of("process.stopped")).toHaveLength(1)
  expect(facts.of("process.continued")).toHaveLength(1)
})

test("the title that a program sets is reported, and the next one", async () => {
  const code =
    "$| = 1; $SIG{USR1} = sub { $0 = 'mailer: idle' }; $SIG{USR2} = sub { $0 = 'mailer: busy' }; print qq(up\n); sleep 1 while 1"
  const { facts, root } = await observe(["perl", "-e", code])
  expect(await root.line()).toBe("up")
  const { pid, proc } = await facts.until("process.spawned", ({ name }) => name === "perl")
  process.kill(pid, "SIGUSR1")
  expect(await facts.until("process.titled")).toMatchObject({ proc, title: "mailer: idle" })
  process.kill(pid, "SIGUSR2")
  await facts.until("process.titled", ({ title }) => title === "mailer: busy")
  expect(facts.of("process.execed")).toEqual([])
})

test("an orphan is adopted from outside the run", async () => {
  const { facts, root } = await observe(["perl", program("orphans.pl")])
  const parent = await facts.until("process.spawned", (fact) => fact.parent === undefined)
  const child = await facts.until("process.spawned", (fact) => fact.parent === parent.proc)
  process.kill(parent.pid, "SIGUSR1")
  const moved = await facts.until("process.reparented")
  expect(moved).toMatchObject({ proc: child.proc, parent: null, ppid: root.pid })
  expect(moved.at - (await facts.until("process.exited")).at).toBeLessThan(500_000)
})

test("an orphan that a process of the run adopts has that as its parent", async () => {
  const { facts } = await observe(["perl", program("root.pl"), "perl", program("orphans.pl")])
  const adopter = await facts.until("process.spawned", (fact) => fact.parent === undefined)
  const parent = await facts.until("process.spawned", (fact) => fact.parent === adopter.proc)
  const child = await facts.until("process.spawned", (fact) => fact.parent === parent.proc)
  process.kill(parent.pid, "SIGUSR1")
  const moved = await facts.until("process.reparented")
  expect(moved).toMatchObject({ proc: child.proc, parent: adopter.proc, ppid: adopter.pid })
})

test("a process that lost its parent before it is first seen is reported as adopted, by whomever it was reported", async () => {
  const root = await startRoot("perl", program("orphans.pl"))
  const main = await childOf(root.pid)
  const key = new KernelKey(main, readStartTime(main) ?? 0)
  const child = await childOf(main)
  process.kill(main, "SIGUSR1")
  await gone(main)
  const moved = { parent: null, ppid: root.pid }

  const unknown = new Facts()
  const first = makeTree(root.pid, unknown, { main: key })
  await tickUntil(first, () => unknown.of("process.reparented")[0])
  expect(unknown.all.slice(0, 2)).toMatchObject([
    { type: "process.spawned", pid: child },
    { type: "process.reparented", ...moved },
  ])

  const reported = new Facts()
  reported.intake.bind("theirs", new KernelKey(child, readStartTime(child) ?? 0), 0)
  const second = makeTree(root.pid, reported, { main: key })
  expect(await tickUntil(second, () => reported.of("process.reparented")[0])).toMatchObject({ proc: 1, ...moved })
  expect(reported.of("process.spawned")).toEqual([])
})

test("an exec is reported, and a new title is not taken for one", async () => {
  const { facts } = await observe(["perl", program("renames.pl")])
  const { pid } = await facts.until("process.spawned")
  await facts.until("process.sampled", ({ wchan }) => wchan?.includes("sleep") ?? false)
  process.kill(pid, "SIGUSR1")
  await facts.until("process.sampled", ({ at }) => at > (facts.of("process.sampled")[0]?.at ?? 0))
  process.kill(pid, "SIGUSR2")
  await facts.until("process.execed")
  expect(facts.of("process.execed").map(({ argv }) => argv)).toEqual([["sleep", "3600"]])
})

test("a name with blanks, parentheses and a newline is a name", async () => {
  const folder = mkdtempSync(join(tmpdir(), "forkscope-test-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const name = "a) R 1\n(b"
  symlinkSync("/bin/sleep", join(folder, name))
  const { facts, root } = await observe([join(folder, name), "3600"])
  const sleeper = await facts.until("process.spawned")
  expect(sleeper).toMatchObject({ name, ppid: root.pid, argv: [join(folder, name), "3600"] })
  expect(await facts.until("process.sampled")).toMatchObject({ state: "S", threads: 1 })
})

test("a resting process is reported once, a sleeping process with what it sleeps in", async () => {
  const { facts } = await observe(["sh", "-c", "sleep 3600 & wait"])
  const sleeper = await facts.until("process.spawned", ({ name }) => name === "sleep")
  const first = await facts.until("process.sampled", ({ proc }) => proc === sleeper.proc)
  expect(first.wchan).toMatch(/nanosleep/)
  expect(first.rss).toBeGreaterThan(100)
})

test("threads are reported with their names once there is more than one", async () => {
  const { facts } = await observe([process.execPath, "-e", "setInterval(() => {}, 1e6)"])
  const { proc, pid } = await facts.until("process.spawned")
  await facts.until("thread.started", () => facts.of("thread.started").length > 4)
  expect(facts.of("thread.started").every((fact) => fact.proc === proc && fact.name !== "")).toBe(true)
  expect(facts.of("thread.started").map(({ tid }) => tid)).toContain(pid)
  await facts.until("process.sampled", ({ threads }) => threads > 4)
})

test("where the kernel lists no children, a scan finds them", async () => {
  const root = await startRoot("sh", "-c", "sleep 3600 & wait")
  const facts = new Facts()
  const tree = makeTree(root.pid, facts, { kernel: { children: false, schedstat: true } })
  const child = await tickUntil(tree, () => facts.of("process.spawned")[1])
  expect(facts.of("process.spawned")[0]).toMatchObject({ ppid: root.pid, proc: child.parent })
})

test("a process that was there before can be the root and be watched itself", async () => {
  const { facts } = await observe(["sleep", "3600"], { includeRoot: true })
  expect(await facts.until("process.spawned", ({ name }) => name === "perl")).not.toHaveProperty("parent")
  expect(await facts.until("process.spawned", ({ name }) => name === "sleep")).toHaveProperty("parent", 1)
})

function makeTree(root: number, facts: Facts, options: Partial<WatchOptions> = {}): Tree {
  const tree = new Tree({
    root,
    intake: facts.intake,
    descriptors: new Descriptors(100),
    kernel: { children: true, schedstat: true },
    ...options,
  })
  onTestFinished(() => tree.close())
  return tree
}

/** Ticks until the tree sees a process for the first time; returns that process. */
function tickedProcess(tree: Tree) {
  return tickUntil(tree, () => tree.table.processes[0])
}

/** Resolves with the first child that the process has. */
function childOf(pid: number): Promise<number> {
  const children = `/proc/${pid}/task/${pid}/children`
  return tickUntil({ tick() {} }, () => Number(readFileSync(children, "latin1").split(" ")[0]) || undefined)
}

async function gone(pid: number): Promise<void> {
  while (readStartTime(pid) !== undefined) await new Promise(setImmediate)
}
