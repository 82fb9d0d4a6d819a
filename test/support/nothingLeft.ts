import { randomUUID } from "node:crypto"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as after } from "node:timers/promises"

const MARK = "FORKSCOPE_TEST"
/** Milliseconds in which processes that are about to end may still do so. */
const PATIENCE = 20_000

/**
 * Gives all tests a folder for their files and a mark in the environment of their processes. At the end no file may be
 * in the folder and no process may have the mark. Servers under test record to a folder in it, not to the user's.
 */
export default function setup(): (() => Promise<void>) | undefined {
  // Each vitest project calls this; once is enough.
  if (process.env[MARK]) return
  const mark = randomUUID()
  const folder = mkdtempSync(join(tmpdir(), "forkscope-test-"))
  const data = join(folder, "data")
  mkdirSync(data)
  const before = { ...process.env }
  Object.assign(process.env, { [MARK]: mark, TMPDIR: folder, XDG_DATA_HOME: data })
  return async () => {
    for (const name of [MARK, "TMPDIR", "XDG_DATA_HOME"]) {
      const value = before[name]
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
    const started = Date.now()
    while (processesWith(mark).length > 0 && Date.now() - started < PATIENCE) await after(50)
    const processes = processesWith(mark)
    const files = readdirSync(folder).filter((name) => name !== "data")
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    if (processes.length + files.length === 0) return
    // vitest prints an error thrown in a teardown, but does not fail because of it.
    process.exitCode = 1
    throw new Error(`Expected the tests to leave nothing behind, got ${[...processes, ...files].join("\n")}`)
  }
}

/** The processes with this mark in their environment, except vitest's own. */
function processesWith(mark: string): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return []
    const environment = read(`/proc/${pid}/environ`)
    const command = read(`/proc/${pid}/cmdline`).replaceAll("\0", " ")
    const isOurs = environment.includes(`${MARK}=${mark}`) && !command.includes("vitest")
    return isOurs ? [`process ${pid}: ${command}`] : []
  })
}

function read(path: string): string {
  try {
    return readFileSync(path, "latin1")
  } catch {
    return ""
  }
}
