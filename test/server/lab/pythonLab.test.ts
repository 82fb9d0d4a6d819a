import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { checkInvariants, type LineEntity } from "@forkscope/shared/world"
import { afterAll, beforeAll, expect, test } from "vitest"
import { limitsWith } from "../../../server/src/containment/limits.ts"
import { Warden } from "../../../server/src/containment/warden.ts"
import { cleanEnvironment } from "../../../server/src/handlers/environment.ts"
import { findPython } from "../../../server/src/handlers/interpreters.ts"
import type { Run } from "../../../server/src/runs/run.ts"
import { Runs } from "../../../server/src/runs/runs.ts"
import { FACTS_SOCKET } from "../../../server/src/sources/index.ts"

const script = fileURLToPath(new URL("../../../server/src/containment/supervisor.pl", import.meta.url))
const kernel = fileURLToPath(new URL("../../../server/probes/python/lab.py", import.meta.url))
let runs: Runs
let lab: Run

beforeAll(async () => {
  runs = new Runs(await Warden.start({ script }), limitsWith({}))
  const python = await findPython()
  if (!python) throw new Error("Expected Python 3.9 or newer for the tests")
  lab = await runs.start((folder) => ({
    name: "Lab",
    kind: "lab",
    language: "python",
    argv: [python.path, kernel, join(folder, FACTS_SOCKET)],
    env: cleanEnvironment(),
    cwd: "/",
  }))
})
afterAll(() => runs?.close())

/** Submits a line and resolves when it is finished. */
async function line(code: string): Promise<LineEntity> {
  const number = submit(code)
  return await finished(number)
}

const submit = (code: string) => lab.lab?.submit(code, lab.log.world) ?? 0

function finished(number: number): Promise<LineEntity> {
  return new Promise((resolve) => {
    const look = () => {
      const found = lab.log.world.lines[number]
      if (!found || found.finishedAt === null) return
      stop()
      resolve(found)
    }
    const stop = lab.log.subscribe(look)
    look()
  })
}

test("a line's value is shown, and its names remain defined", async () => {
  expect(await line("n = 20\nn + 1")).toMatchObject({ state: "ok", value: "21" })
  expect(await line("n * 2")).toMatchObject({ value: "40" })
  expect(await line("n = n")).toMatchObject({ state: "ok", value: null })
})

test("an error is reported with Python's own traceback, without the lab's frames", async () => {
  const failed = await line("1 / 0")
  expect(failed).toMatchObject({ state: "error", error: { name: "ZeroDivisionError" } })
  expect(failed.error?.traceback).toMatch(/^Traceback \(most recent call last\):\n {2}File "<line \d+>", line 1/)
  expect((await line("x = (")).error?.traceback).toMatch(/^ {2}File "<line \d+>", line 1\n {4}x = \(/)
})

test("a process, queue, pool or lock in a variable is reported with the variable's name", async () => {
  await line("p = Process(target=sleep_for, args=(0.01,)); q = Queue(3); lock = Lock(); pool = Pool(2)")
  const { names } = lab.log.world
  expect(Object.entries(names).map(([name, { kind }]) => [name, kind])).toEqual([
    ["p", "process"],
    ["q", "queue"],
    ["lock", "lock"],
    ["pool", "pool"],
  ])
  expect(lab.log.world.queues[names.q?.id ?? 0]).toMatchObject({ maxsize: 3 })
  await line("p.start(); p.join()")
  expect(lab.log.world.processes[names.p?.id ?? 0]).toMatchObject({ exitCode: 0, target: "sleep_for" })
  await line("pool.terminate()")
})

test("no name that a line chooses breaks the lab", async () => {
  await line("run = tell = prepared = sys = json = None")
  expect(await line("'still here'")).toMatchObject({ value: "'still here'" })
})

test("a line that waits is interrupted, and the next one runs", async () => {
  const number = submit("Queue().get()")
  await expect.poll(() => lab.log.world.lines[number]?.state).toBe("running")
  await expect.poll(() => Object.values(lab.log.world.ops).some(({ kind }) => kind === "get")).toBe(true)
  await lab.interrupt()
  expect(await finished(number)).toMatchObject({ state: "interrupted" })
  expect(await line("2 + 2")).toMatchObject({ value: "4" })
})

test("the lab's facts are consistent, and it ends with its run", async () => {
  checkInvariants(lab.log.world, lab.log.tail(10_000))
  await lab.stop()
  expect(lab.log.world.run?.ended).toMatchObject({ outcome: "stopped" })
})
