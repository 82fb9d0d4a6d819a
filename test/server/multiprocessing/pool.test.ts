import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import type { Fact } from "@forkscope/shared/events"
import { checkInvariants, EMPTY_WORLD, fold, unreadErrors, type World } from "@forkscope/shared/world"
import { expect, onTestFinished, test } from "vitest"
import { run, start } from "../../programs/pool/run.ts"
import { FactCollector } from "../../support/factCollector.ts"
import { stateOf, until } from "../../support/multiprocessing.ts"

async function collect(): Promise<FactCollector> {
  const collector = await FactCollector.start()
  onTestFinished(() => collector.close())
  return collector
}

/** Runs a program and collects the facts that its processes report. */
async function observed(program: string, args: string[] = []) {
  const collector = await collect()
  const result = await run(program, args, collector.env)
  await until(() => collector.isQuiet)
  expect(collector.invalid).toEqual([])
  return { collector, facts: collector.facts.toSorted((one, other) => one.at - other.at), ...result }
}

/** The world of these facts, checked against the invariants. */
function worldOf(facts: Fact[]): World {
  const events = facts.map((fact, index) => ({ ...fact, seq: index + 1 }))
  const world = fold(EMPTY_WORLD, events)
  checkInvariants(world, events)
  return world
}

/** An orphan that nobody reaps stays a zombie, so a zombie counts as ended. */
const hasEnded = (pid: number) => ["Z", undefined].includes(stateOf(pid))

test("ten tasks are done by exactly three processes, which the kernel knows as children", async () => {
  const { result } = await run("tenTasks.mjs")
  expect(result.kernel).toHaveLength(3)
  expect(result.done.map(([n]: [number]) => n)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  for (const [, pid] of result.done) expect(result.kernel).toContain(pid)
})

test("one worker runs tasks in the order of their submission", async () => {
  const { result } = await run("order.mjs")
  expect(result).toEqual(Array.from({ length: 500 }, (_, index) => index + 1))
})

test("one worker keeps the order when it gives back tasks that it could not begin in time", async () => {
  const { result } = await run("stalled.mjs")
  expect(result).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
})

test("a killed worker is replaced, its task fails by name and the others are done", async () => {
  const { result } = await run("killed.mjs", ["SIGKILL"])
  const [first, lost, ...rest] = result.done
  expect(first).toBe(result.before)
  expect(lost.name).toBe("WorkerLostError")
  expect(lost.message).toMatch(new RegExp(`slot 1, PID ${result.before}\\) was killed by SIGKILL`))
  expect(rest[0]).not.toBe(result.before)
  expect(rest[0]).toBe(rest[1])
})

test("a task that exits loses its worker and says with which code", async () => {
  const { result } = await run("killed.mjs", ["exit"])
  expect(result.done[1].message).toMatch(/exited with code 3/)
  expect(result.done[3]).not.toBe(result.before)
})

test("of the tasks assigned to a killed worker only the one that it ran is lost, and none runs twice", async () => {
  const folder = mkdtempSync(join(tmpdir(), "forkscope-pool-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, "ran")
  const { result } = await run("prefetched.mjs", [file])
  const expected = Array.from({ length: 200 }, (_, n) => (n === 20 ? "WorkerLostError" : n))
  expect(result).toEqual(expected)
  const ran = readFileSync(file, "utf8").trim().split("\n").map(Number)
  expect(ran.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 200 }, (_, n) => n))
})

test("a task that was sent to a worker which is killed before it begins it runs once, on the replacement", async () => {
  const { result, facts } = await observed("unbegun.mjs", ["killed"])
  const [task] = result.done
  expect(task).not.toBe(result.before)
  expect(result.done).toEqual([task, task, task])
  expect(Object.values(worldOf(facts).tasks).map(({ state }) => state)).toEqual(["done", "done", "done", "done"])
  expect(facts.filter(({ type }) => type === "task.started")).toHaveLength(4)
})

test("a function that ends each worker that loads it fails by name, and the tasks behind it are done", async () => {
  const { result, facts } = await observed("unbegun.mjs", ["loading"])
  const [lost, ...rest] = result.done
  expect(lost.name).toBe("WorkerLostError")
  expect(lost.message).toMatch(/exited with code 7, as 2 before it, when it was to begin never/)
  expect(rest).toEqual([rest[0], rest[0]])
  expect(Object.values(worldOf(facts).tasks).map(({ state }) => state)).toEqual(["done", "failed", "done", "done"])
})

test("no task waits behind one that turns out to be long while another worker is free", async () => {
  const { result } = await run("longOne.mjs")
  expect(result).toHaveLength(60)
  expect(result.at(-1)).toBe(5)
})

test("close, terminate and join give Python's errors", async () => {
  const { result } = await run("ending.mjs")
  expect(result).toEqual({
    "join before close": "ValueError: Pool is still running",
    "applyAsync after close": "ValueError: Pool not running",
    "map after close": "ValueError: Pool not running",
    "join with a short timeout": false,
    join: true,
    "a task from before close": "done",
    "running at terminate": "PoolTerminatedError: the pool was terminated before the task was done",
    "waiting at terminate": "PoolTerminatedError: the pool was terminated before the task was done",
    "applyAsync after terminate": "ValueError: Pool not running",
    "join after terminate": true,
    "no workers": "ValueError: Number of processes must be at least 1",
    "bad chunk size": "ValueError: Chunksize must be 1+, not 0",
    "args without a list": "TypeError: expected the arguments as an array, got number",
  })
})

test("errors that nobody reads end nothing and print nothing, and an idle pool does not keep its program", async () => {
  const { result, stderr, code } = await run("silent.mjs")
  expect(result).toEqual({ ready: true, successful: false })
  expect({ stderr, code }).toEqual({ stderr: "", code: 0 })
})

test("after maxTasksPerChild tasks a worker gives its slot to a fresh one", async () => {
  const { result } = await run("recycled.mjs")
  const { pids, mapped } = result
  expect(new Set(pids).size).toBe(3)
  expect([pids[0], pids[2], pids[4]]).toEqual([pids[1], pids[3], pids[5]])
  expect(new Set(mapped).size).toBe(2)
})

test("an initializer runs in each worker; one that always fails breaks the pool instead of forking for ever", async () => {
  const { collector, result, stderr } = await observed("initialized.mjs")
  expect(result).toEqual({
    greetings: ["hello", "hello", "hello"],
    name: "BrokenPoolError",
    message: "The pool is broken: 3 workers in a row could not start (RangeError: not today)",
    cause: "RangeError",
    later: "BrokenPoolError",
  })
  expect(stderr).toContain("RangeError: not today")
  const spawned = new Set(collector.of("process.spawned").map(({ proc }) => proc))
  expect(spawned.size).toBeLessThanOrEqual(8)
})

test("the workers of a parent that is killed end by themselves", async () => {
  const parent = start("orphaned.mjs")
  const [line] = await once(createInterface({ input: parent.stdout }), "line")
  const pids: number[] = JSON.parse(line)
  expect(pids).toHaveLength(4)
  onTestFinished(() => {
    for (const pid of pids) if (!hasEnded(pid)) process.kill(pid, "SIGKILL")
  })
  parent.kill("SIGKILL")
  await once(parent, "exit")
  await until(() => pids.every(hasEnded))
})

test("every way to call gives what Python gives", async () => {
  const { result } = await run("calls.mjs")
  expect(result).toEqual({
    map: [1, 4, 9, 16, 25],
    mapOfNothing: [],
    failedMap: "RangeError: not 2",
    starmap: [3, 7],
    imap: [0, 1, "RangeError", 3],
    unordered: [0, 1, 3],
    chunked: [1, 4, 9, 16, 25],
    brokenIterable: [4, "SyntaxError"],
    kwds: 2,
    callback: 49,
    errorCallback: "not 2",
    timeout: "TimeoutError",
    tooEarly: "ValueError",
    successful: true,
    isRangeError: true,
    cause: ["RemoteError", true],
    unencodable: "MaybeEncodingError",
    stolen: "pool objects cannot be passed between processes or pickled",
  })
})

test("values come back unchanged, as they were when they were submitted", async () => {
  const { result } = await run("values.mjs")
  expect(result).toEqual({ changed: [], atSubmission: [1] })
})

test("the facts of a pool fold into a world with every task, worker and unread error", async () => {
  const { collector, facts } = await observed("told.mjs")
  const world = worldOf(facts)
  const [pool] = Object.values(world.pools)
  expect(pool).toMatchObject({ size: 2, isClosed: true, isJoined: true, submitted: 6, finished: 6, failed: 3 })
  expect(unreadErrors(world)).toBe(1)
  const tasks = Object.values(world.tasks)
  expect(tasks.map(({ state, isRead, error }) => [state, isRead, error?.name])).toEqual([
    ["done", true, undefined],
    ["failed", true, "RangeError"],
    ["failed", false, "Error"],
    ["failed", true, "WorkerLostError"],
    ["done", true, undefined],
    ["done", true, undefined],
  ])
  expect(tasks[0]).toMatchObject({ args: "1, 2", result: "3" })
  expect(pool?.slots.map(({ state }) => state)).toEqual(["gone", "gone"])
  expect(collector.of("pool.worker.removed").map(({ reason }) => reason)).toEqual(["killed", "closed", "closed"])
  expect(collector.of("task.started").map(({ proc }) => proc)).not.toContain(pool?.owner)
  expect(world.ops).toEqual({})
})

test("a flood of tasks is counted instead of reported one by one, and loses neither a task nor an unread error", async () => {
  const { collector, facts } = await observed("flood.mjs")
  expect(collector.of("task.submitted").length).toBeLessThan(5000)
  const world = worldOf(facts)
  const [pool] = Object.values(world.pools)
  expect(pool).toMatchObject({ submitted: 20_000, finished: 20_000, failed: 1, uncounted: 0 })
  expect(unreadErrors(world)).toBe(1)
})
