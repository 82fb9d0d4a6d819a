import { fileURLToPath } from "node:url"
import { lastOf } from "@forkscope/shared/world"
import { afterAll, beforeAll, expect, test } from "vitest"
import { limitsWith } from "../../../server/src/containment/limits.ts"
import { Warden } from "../../../server/src/containment/warden.ts"
import type { Run } from "../../../server/src/runs/run.ts"
import { Runs } from "../../../server/src/runs/runs.ts"
import { python } from "../../support/pythons.ts"

const script = fileURLToPath(new URL("../../../server/src/containment/supervisor.pl", import.meta.url))
const CHILDREN = fileURLToPath(new URL("../../programs/cpu/children.py", import.meta.url))
const env = { PATH: process.env.PATH ?? "/usr/bin:/bin", HOME: process.env.HOME ?? "/" }
let runs: Runs

beforeAll(async () => {
  runs = new Runs(await Warden.start({ script }), limitsWith({}))
})
afterAll(() => runs.close())

/** Runs the program to its end; resolves with the run and with the CPU time that the program measured itself, s. */
async function ended(...args: string[]): Promise<{ run: Run; said: number }> {
  const argv = [python().path, CHILDREN, ...args]
  const run = await runs.start({ name: "test", kind: "program", argv, env, cwd: "/" })
  await run.ended
  const output = run.log.tail(100_000).map((event) => (event.type === "output.written" ? event.text : ""))
  return { run, said: JSON.parse(output.join("")) }
}

/** Expects a CPU time within 2 % of the program's own measurement. */
function expectNear(micros: number | undefined, seconds: number): void {
  expect(micros).toBeGreaterThan(0.98 * seconds * 1e6)
  expect(micros).toBeLessThan(1.02 * seconds * 1e6)
}

test.each(["few", "many short", "deep", "itself", "threads"])(
  "the time on a CPU of a run is what the kernel accounted to all its processes: %s",
  async (kind) => {
    const { run, said } = await ended(kind)
    expectNear(run.log.world.run?.ended?.cpu, said)
  },
)
test.each(["few", "deep", "itself", "threads"])("the last samples of its processes add up to it: %s", async (kind) => {
  const { run, said } = await ended(kind)
  const samples = Object.values(run.log.world.processes).map((process) => lastOf(process.samples)?.cpu ?? 0)
  expectNear(
    samples.reduce((sum, cpu) => sum + cpu, 0),
    said,
  )
})
