import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { everyPython } from "../support/pythons.ts"

/*
 * CPython's own tests of what the probe has hooks in: each has the same outcome with and without Forkscope.
 *
 * Each suite runs once bare and once observed, one after the other: these tests measure time, and disturb each other.
 */

const COMMAND = fileURLToPath(new URL("../../dist/server/forkscope", import.meta.url))
const OUTCOMES = fileURLToPath(new URL("outcomes.py", import.meta.url))

const SUITES = [
  "test_multiprocessing_fork",
  "test_multiprocessing_spawn",
  "test_multiprocessing_forkserver",
  "test_multiprocessing_main_handling",
  "test_concurrent_futures",
  "test_subprocess",
  "test_threading",
  "test_asyncio",
  "test_signal",
  "test_os",
]

/** The suites that this Python has. */
function suitesOf(path: string): readonly string[] {
  const code = "import importlib.util as u, sys; print([n for n in sys.argv[1:] if u.find_spec('test.' + n)])"
  const found = execFileSync(path, ["-c", code, ...SUITES], { encoding: "utf8" })
  return SUITES.filter((suite) => found.includes(`'${suite}'`))
}

type Outcomes = Readonly<Record<string, string>>

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "forkscope-cpython-"))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a command that writes outcomes to a file in an empty folder. */
async function outcomes(command: readonly string[], suite: string, ids: readonly string[] = []): Promise<Outcomes> {
  const cwd = mkdtempSync(join(folder, "run-"))
  const path = join(cwd, "outcomes.json")
  const [first = "", ...rest] = [...command, OUTCOMES, `test.${suite}`, path, ...ids]
  const child = spawn(first, rest, { cwd, stdio: ["ignore", "ignore", "pipe"] })
  let said = ""
  child.stderr.setEncoding("utf8").on("data", (text) => {
    said = (said + text).slice(-20_000)
  })
  await once(child, "close")
  if (!existsSync(path)) throw new Error(`Expected ${suite} to run to its end. ${said}`)
  const all: Outcomes = JSON.parse(readFileSync(path, "utf8"))
  rmSync(cwd, { recursive: true, force: true })
  return all
}

const differing = (one: Outcomes, other: Outcomes) =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((id) => one[id] !== other[id])

describe.each(everyPython())("Python $version", ({ path, version }) => {
  const suites = suitesOf(path)
  const lacking = SUITES.filter((suite) => !suites.includes(suite))
  if (lacking.length > 0) console.info(`Python ${version} lacks ${lacking.join(", ")}`)

  test.each(suites)("has the same outcomes with and without Forkscope in %s", async (suite) => {
    const observed = [COMMAND, "run", "--headless", "--no-record", "--", path]
    const bare = await outcomes([path], suite)
    expect(Object.keys(bare).length).toBeGreaterThan(0)
    const first = differing(bare, await outcomes(observed, suite))
    if (first.length === 0) return
    // Tests that measure time fail now and then on their own: those that differ run once more.
    const again = [await outcomes([path], suite, first), await outcomes(observed, suite, first)] as const
    expect(differing(...again).map((id) => `${id}: ${again[0][id]}, observed ${again[1][id]}`)).toEqual([])
  })
})
