import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { record, recordedRuns } from "../../support/recorded.ts"
import { CLI } from "../../support/server.ts"

let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "forkscope-compare-"))
  for (const { name, events } of recordedRuns()) {
    writeFileSync(join(folder, name.replace(".ndjson", ".forkscope")), await record(events))
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

const compare = (...args: string[]) =>
  execFileSync(process.execPath, [CLI, "compare", ...args], { cwd: folder, encoding: "utf8" })

test("forkscope compare prints two recordings beside each other", () => {
  const lines = compare("pool-of-three.forkscope", "burners.forkscope").split("\n")
  const line = (name: string) => lines.find((one) => one.startsWith(name))?.split(/ {2,}/)
  expect(line("wall time")).toEqual(["wall time", "4.58 s", "3.72 s", "A 1.2×", "B is better"])
  expect(line("tasks ")).toEqual(["tasks", "10", "0"])
  expect(line("tasks/s")?.slice(0, 2)).toEqual(["tasks/s", "2.2"])
})

test("with --json it prints all figures, in µs and kB", () => {
  const [a, b] = JSON.parse(compare("queue-of-three.forkscope", "queue-of-three.forkscope", "--json"))
  expect(a.figures).toMatchObject({ wall: 3_999_033, isEnded: true })
  expect(a.figures).toEqual(b.figures)
})

test("it says which file can't be read, and exits with 2", () => {
  const { status, stderr } = spawnSync(process.execPath, [CLI, "compare", "pool-of-three.forkscope", "none"], {
    cwd: folder,
    encoding: "utf8",
  })
  expect(status).toBe(2)
  expect(stderr).toContain("none")
})
