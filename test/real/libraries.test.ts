import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { taskCall } from "@forkscope/shared/names"
import { Recording } from "@forkscope/shared/recording"
import type { World } from "@forkscope/shared/world"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { LIBRARIES } from "./libraries.ts"
import { installPackages } from "./packages.ts"

/*
 * Libraries with workers of their own: the workers are in the slots of a pool, and the tasks have the names that their
 * users give them.
 */

const COMMAND = fileURLToPath(new URL("../../dist/server/forkscope", import.meta.url))
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "forkscope-libraries-"))
  installPackages(LIBRARIES.flatMap(({ packages }) => packages))
}, 1_800_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function recorded({ files, run }: (typeof LIBRARIES)[number]): Promise<World> {
  const cwd = mkdtempSync(join(folder, "run-"))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text)
  const file = join(cwd, "run.forkscope")
  const ours = ["run", "--headless", "--sweep", "--record", file, "--", "sh", "-c", run]
  const env = { ...process.env, TMPDIR: cwd, PYTHONDONTWRITEBYTECODE: "1" }
  const { stderr } = spawnSync(COMMAND, ours, { cwd, env, encoding: "utf8", timeout: 120_000 })
  expect(stderr).toContain("forkscope: ")
  expect(stderr).not.toContain("Not watched")
  const recording = await Recording.open(new Uint8Array(readFileSync(file)))
  return recording.worldAt(recording.seq)
}

describe.each(LIBRARIES)("$name", (program) => {
  test("has its workers in the slots of a pool, and its tasks by their names", async () => {
    const { pools, tasks, processes } = await recorded(program)
    const pool = Object.values(pools).find(({ name }) => name === program.pool)
    const workers = Object.values(processes).filter(({ role }) => role === "worker")
    expect(pool?.slots).toHaveLength(workers.length)
    if (typeof program.workers === "number") expect(pool?.size).toBe(program.workers)
    else expect(workers.map(({ name }) => name).sort()).toEqual(program.workers)
    // A library may use an executor of Python's for its own work.
    const own = Object.values(tasks).filter((task) => task.pool === pool?.id)
    const ends = own.map((task) => [taskCall(task), task.state])
    expect(Object.fromEntries(ends)).toEqual(program.tasks)
    const inSlots = own.every(({ slot }) => slot !== null && slot <= (pool?.slots.length ?? 0))
    expect(inSlots).toBe(true)
  })
})
