import { execFileSync } from "node:child_process"
import { mkdirSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs"
import { connect, createServer } from "node:net"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { World } from "@forkscope/shared/world"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { limitsWith } from "../../../server/src/containment/limits.ts"
import { Warden } from "../../../server/src/containment/warden.ts"
import type { Run } from "../../../server/src/runs/run.ts"
import { Runs } from "../../../server/src/runs/runs.ts"
import { python } from "../../support/pythons.ts"

const script = fileURLToPath(new URL("../../../server/src/containment/supervisor.pl", import.meta.url))
const ECHO = fileURLToPath(new URL("../../programs/python/echo.py", import.meta.url))
const env = { PATH: process.env.PATH ?? "/usr/bin:/bin", HOME: process.env.HOME ?? "/" }

let warden: Warden
let runs: Runs
/** The run that a test damages, and another one at the same time. */
let harmed: Run
let other: Run

beforeAll(async () => {
  warden = await Warden.start({ script })
  runs = new Runs(warden, limitsWith({}))
})
afterAll(() => runs.close())
beforeEach(async () => {
  ;[harmed, other] = await Promise.all([startEcho(), startEcho()])
})
afterEach(async () => {
  for (const run of [harmed, other]) await runs.remove(run.id)
})

/** Starts a program that passes lines from one process to another; resolves when it runs and reports facts. */
async function startEcho(): Promise<Run> {
  const run = await runs.start({ name: "echo", kind: "program", argv: [python().path, ECHO], env, cwd: "/" })
  await passesOn(run)
  return run
}

/** Resolves with the first world for which the condition holds. */
function whenever(run: Run, isSo: (world: World) => boolean): Promise<World> {
  if (isSo(run.log.world)) return Promise.resolve(run.log.world)
  return new Promise((resolve) => {
    const stop = run.log.subscribe(() => {
      if (!isSo(run.log.world)) return
      stop()
      resolve(run.log.world)
    })
  })
}

const gets = (world: World) => Object.values(world.queues).reduce((sum, queue) => sum + queue.gets, 0)

/** Sends the program a line; resolves when the program has reported that the line went through its queue. */
async function passesOn(run: Run): Promise<void> {
  const before = gets(run.log.world)
  run.input("line\n")
  await whenever(run, (world) => gets(world) > before)
}

/** Lets the program end; resolves with how the run ended. */
async function endOf(run: Run): Promise<NonNullable<NonNullable<World["run"]>["ended"]>> {
  run.input("end\n")
  const { run: over } = await whenever(run, (world) => world.run?.ended != null)
  if (!over?.ended) throw new Error("Expected a run that is over")
  return over.ended
}

const noticed = (run: Run, code: string) =>
  whenever(run, (world) => world.run?.notices.some((notice) => notice.code === code) === true)
const refused = (run: Run) => whenever(run, (world) => (world.run?.dropped.invalid ?? 0) > 0)

const files = (run: Run) => join(warden.folders.files, run.id)
const memory = (run: Run) => join(warden.folders.memory, run.id)
const logs = (run: Run) => join(memory(run), "python")

describe("the other runs go on, an event says what is missing, and the run still ends properly", () => {
  afterEach(async () => {
    await passesOn(other)
    expect(other.log.world.run).toMatchObject({ notices: [], dropped: { invalid: 0 } })
  })

  test("when the folder of a run's logs is removed: logs that were open already are still read", async () => {
    rmSync(memory(harmed), { recursive: true })
    const world = await noticed(harmed, "SOURCE_FAILED_PYTHON")
    expect(world.run?.notices).toMatchObject([{ text: expect.stringContaining(logs(harmed)) }])
    await passesOn(harmed)
    expect(await endOf(harmed)).toMatchObject({ outcome: "exited", exitCode: 0 })
  })

  test("when the socket of a run is removed", async () => {
    rmSync(join(files(harmed), "facts.sock"))
    const world = await noticed(harmed, "SOURCE_FAILED_RUNTIME")
    expect(world.run?.notices).toMatchObject([{ text: expect.stringContaining("facts.sock") }])
    await passesOn(harmed)
    expect(await endOf(harmed)).toMatchObject({ outcome: "exited", exitCode: 0 })
  })

  test.each(["pipes", "terminal"] as const)("when the receiver of a program's output fails: %s", async (kind) => {
    let received = 0
    const failing = await runs.start({
      name: "lines",
      kind: "program",
      argv: [python().path, "-c", "print('first'); input(); print('second')"],
      env,
      cwd: "/",
      mirror: {
        kind,
        cols: 80,
        rows: 24,
        write: () => {
          received += 1
          throw new Error("The receiver is gone")
        },
      },
    })
    const shown: string[] = []
    failing.log.subscribe((events) => {
      for (const event of events) if (event.type === "output.written") shown.push(event.text)
    })
    const world = await noticed(failing, "OUTPUT_FAILED")
    expect(world.run?.notices).toMatchObject([{ text: "The receiver is gone" }])
    failing.input("go on\n")
    await failing.ended
    expect(failing.log.world.run?.ended).toMatchObject({ outcome: "exited", exitCode: 0 })
    expect(failing.log.world.run?.notices).toHaveLength(1)
    expect(received).toBeGreaterThan(1)
    expect(shown.join("")).toContain("second")
    await runs.remove(failing.id)
  })

  test("when all folders of a run are removed", async () => {
    for (const folder of [files(harmed), memory(harmed)]) rmSync(folder, { recursive: true })
    await noticed(harmed, "SOURCE_FAILED_PYTHON")
    await noticed(harmed, "SOURCE_FAILED_RUNTIME")
    expect(await endOf(harmed)).toMatchObject({ outcome: "exited", exitCode: 0 })
  })

  test("when all folders of the server are removed: new runs still start", async () => {
    for (const folder of Object.values(warden.folders)) rmSync(folder, { recursive: true })
    await noticed(harmed, "SOURCE_FAILED_PYTHON")
    await runs.remove(other.id)
    other = await startEcho()
    expect(await endOf(harmed)).toMatchObject({ outcome: "exited", exitCode: 0 })
  })

  test("when a log is cut off: its process dies of it, and no other process's facts are taken for its own", async () => {
    const before = gets(harmed.log.world)
    for (const name of readdirSync(logs(harmed))) if (name.endsWith(".log")) truncateSync(join(logs(harmed), name), 256)
    const world = await refused(harmed)
    expect(gets(world)).toBe(before)
    harmed.input("line\n")
    // The kernel ends (SIGBUS) a process that writes beyond the end of a mapped file; its child then waits for ever.
    await harmed.mainEnded
    expect(harmed.exitCode).toBe(-7)
    await harmed.stop()
    expect(harmed.log.world.run?.ended).toMatchObject({ outcome: "stopped" })
  })

  test.each<[what: string, make: (path: string) => unknown]>([
    ["a folder", (path) => mkdirSync(path)],
    ["a pipe that nobody writes to", (path) => execFileSync("mkfifo", [path])],
    [
      "a socket",
      (path) =>
        new Promise((resolve) =>
          createServer()
            .unref()
            .listen(path, () => resolve(null)),
        ),
    ],
    ["a link to nothing", (path) => symlinkSync("/no/such/file", path)],
    [
      "a link to a log of another run",
      (path) => symlinkSync(join(logs(other), readdirSync(logs(other)).find(isLog) ?? ""), path),
    ],
    ["a file of zeros", (path) => writeFileSync(path, Buffer.alloc(1 << 20))],
    ["random bytes", (path) => writeFileSync(path, Buffer.alloc(1 << 20, "ab\0c"))],
    [
      "random bytes that begin as a log does",
      (path) => writeFileSync(path, Buffer.concat([Buffer.from("FORKPY01"), Buffer.alloc(1 << 20, "\u0001ab\0c")])),
    ],
  ])("when %s is in the place of a log", async (_, make) => {
    await make(join(logs(harmed), `py-${process.pid}-1.log`))
    await passesOn(harmed)
    expect(await endOf(harmed)).toMatchObject({ outcome: "exited", exitCode: 0 })
  })

  test("when an empty file is in the place of a log", async () => {
    writeFileSync(join(logs(harmed), `py-${process.pid}-1.log`), "")
    await passesOn(harmed)
    expect(await endOf(harmed)).toMatchObject({ outcome: "exited", exitCode: 0 })
  })

  test.each([
    { type: "queue.put.started", at: 1 },
    { type: "task.finished", at: 1, task: null, pool: [] },
    { type: "join.started", at: 1, target: { proc: {} } },
    { type: "line.finished", at: 1, binds: [null] },
    { type: "toString", at: 1 },
  ])("when the probe reports an invalid fact: $type", async (fact) => {
    harmed.input(`tell ${JSON.stringify(fact)}\n`)
    await refused(harmed)
    await passesOn(harmed)
    expect(await endOf(harmed)).toMatchObject({ outcome: "exited", exitCode: 0 })
  })

  test.each([
    '[{"type":"line.finished","at":1,"binds":[null]}]',
    '[{"type":"queue.put.started","at":1}]',
    '[{"type":"process.spawned","at":1,"proc":"py:1:1","pid":{}}]',
    '[{"type":"join.started","at":1e999}]',
    "[null,1,{}]",
    '{"forkscope":1}',
    "nonsense",
  ])("when a process of the run sends an invalid fact over its socket: %s", async (line) => {
    const socket = connect(join(files(harmed), "facts.sock"))
    socket.write(`{"forkscope":1,"key":"a","pid":1,"ppid":1,"name":"a","role":"child"}\n${line}\n`)
    await refused(harmed)
    socket.destroy()
    await passesOn(harmed)
    expect(await endOf(harmed)).toMatchObject({ outcome: "exited", exitCode: 0 })
  })

  test("a process whose start is reported with invalid fields is shown all the same", async () => {
    const socket = connect(join(files(harmed), "facts.sock"))
    const spawned = { type: "process.spawned", at: 1, proc: "b", pid: process.pid, ppid: 1, argv: [5] }
    socket.write(`{"forkscope":1,"key":"a","pid":1,"ppid":1,"name":"a","role":"child"}\n${JSON.stringify([spawned])}\n`)
    await whenever(harmed, ({ processes }) => Object.values(processes).some(({ pid }) => pid === process.pid))
    expect(harmed.log.world.run?.dropped.invalid).toBe(1)
    socket.destroy()
    await endOf(harmed)
  })
})

const isLog = (name: string) => name.endsWith(".log")
