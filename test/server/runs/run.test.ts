import { fileURLToPath } from "node:url"
import type { ForkscopeEvent } from "@forkscope/shared/events"
import { checkInvariants, type World } from "@forkscope/shared/world"
import { afterAll, beforeAll, expect, test } from "vitest"
import { CommandError } from "../../../server/src/commands/commands.ts"
import { limitsWith } from "../../../server/src/containment/limits.ts"
import { Warden } from "../../../server/src/containment/warden.ts"
import type { Run } from "../../../server/src/runs/run.ts"
import { Runs } from "../../../server/src/runs/runs.ts"

const script = fileURLToPath(new URL("../../../server/src/containment/supervisor.pl", import.meta.url))
const env = { PATH: process.env.PATH ?? "/usr/bin:/bin" }
let runs: Runs

beforeAll(async () => {
  runs = new Runs(await Warden.start({ script }), limitsWith({}))
})
afterAll(() => runs.close())

const start = (...argv: string[]) => runs.start({ name: "test", kind: "program", argv, env, cwd: "/" })

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

const ended = (run: Run) => whenever(run, (world) => world.run?.ended != null)
const output = (events: ForkscopeEvent[]) =>
  events.map((event) => (event.type === "output.written" ? event.text : "")).join("")

test("a program is seen from its start to its end, with its output and exit code", async () => {
  const run = await start("sh", "-c", "echo out; exit 7")
  const world = await ended(run)
  checkInvariants(world, run.log.tail(1000))
  expect(world.run?.ended).toMatchObject({ outcome: "exited", exitCode: 7 })
  expect(output(run.log.tail(1000))).toBe("out\r\n")
  expect(Object.values(world.processes)[0]).toMatchObject({ role: "main", exitCode: 7 })
})

test("a child that no library reported is seen too, under its parent", async () => {
  const run = await start("sh", "-c", "sleep 1000 & wait")
  const world = await whenever(run, (world) => Object.keys(world.processes).length === 2)
  const [main, child] = Object.values(world.processes)
  expect(child).toMatchObject({ parent: main?.id, argv: ["sleep", "1000"], ppid: main?.pid })
  await run.stop()
  expect((await ended(run)).run?.ended?.outcome).toBe("stopped")
})

test("a stop is told before the first process ends of it, and once", async () => {
  const run = await start("sh", "-c", "sleep 1000 & wait")
  await whenever(run, (world) => Object.keys(world.processes).length === 2)
  await Promise.all([run.stop(), run.stop()])
  const types = run.log.tail(1000).map(({ type }) => type)
  expect(types.filter((type) => type === "run.stopping")).toHaveLength(1)
  expect(types.indexOf("run.stopping")).toBeLessThan(types.indexOf("process.exited"))
})

test("a process that has ended, or that never existed, can't be signalled", async () => {
  const run = await start("sh", "-c", "sleep 1000 & wait")
  await whenever(run, (world) => Object.keys(world.processes).length === 2)
  await run.signal({ proc: 2, signal: "SIGTERM" })
  await whenever(run, (world) => world.processes[2]?.exitedAt !== null)
  await expect(run.signal({ proc: 2, signal: "SIGTERM" })).rejects.toMatchObject({ refusal: { code: "EXITED" } })
  await expect(run.signal({ proc: 99, signal: "SIGTERM" })).rejects.toMatchObject({ refusal: { code: "NOT_FOUND" } })
  await run.stop()
})

test("a program that does not exist is refused with the kernel's error and the field, and no run is left", async () => {
  const before = runs.list().length
  const refused = await start("/nowhere/at/all").catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(CommandError)
  expect((refused as CommandError).refusal).toMatchObject({ code: "SPAWN_FAILED", errno: "ENOENT", field: "argv" })
  expect(runs.list()).toHaveLength(before)
})

test("a removed run is stopped first and forgotten", async () => {
  const run = await start("sleep", "1000")
  await runs.remove(run.id)
  expect(runs.get(run.id)).toBeUndefined()
  expect(run.isOver).toBe(true)
})
