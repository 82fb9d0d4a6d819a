import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, expect, test } from "vitest"
import { limitsWith } from "../../../server/src/containment/limits.ts"
import { Warden } from "../../../server/src/containment/warden.ts"
import { Runs } from "../../../server/src/runs/runs.ts"
import { python } from "../../support/pythons.ts"

const script = fileURLToPath(new URL("../../../server/src/containment/supervisor.pl", import.meta.url))
const env = { PATH: process.env.PATH ?? "/usr/bin:/bin", HOME: process.env.HOME ?? "/" }
const PYTHON = `"${python().path}"`
let runs: Runs

beforeAll(async () => {
  runs = new Runs(await Warden.start({ script }), limitsWith({}))
})
afterAll(() => runs.close())

/** Runs a line of shell to its end. @returns why processes of it are opaque, in the order of their starts */
async function opaqueIn(line: string) {
  const run = await runs.start({ name: "test", kind: "program", argv: ["sh", "-c", line], env, cwd: "/" })
  await run.ended
  return Object.values(run.log.world.processes).flatMap(({ opaque }) => opaque ?? [])
}

const WORKS = "import time; time.sleep(0.3)"
const environment = { reason: "environment", detail: null }

test.each([
  ["started with -I", `${PYTHON} -I -c "${WORKS}"; :`, { language: "python", reason: "options", detail: "-I" }],
  ["behind env -i", `env -i ${PYTHON} -c "${WORKS}"; :`, { language: "python", ...environment }],
  ["with an own PYTHONPATH", `PYTHONPATH=/x ${PYTHON} -c "${WORKS}"; :`, { language: "python", ...environment }],
])("an interpreter %s is opaque, and it is known why: %s", async (_, line, why) => {
  expect(await opaqueIn(line)).toEqual([why])
})

test("an interpreter in which the probe runs is not opaque, nor is another program", async () => {
  const forks = "import multiprocessing as mp; mp.Process(target=print).start()"
  expect(await opaqueIn(`${PYTHON} -c "${forks}"; sleep 0.3`)).toEqual([])
})
