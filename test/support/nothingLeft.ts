import { randomUUID } from "node:crypto"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as after } from "node:timers/promises"

const MARK = "FORKSCOPE_TEST"
/** Milliseconds for what is about to end. */
const PATIENCE = 20_000

/**
 * Gives all tests a folder for their files and a mark for their processes; at the end neither may hold anything that a
 * test began. Servers under test record to a folder of their own, not to the user's.
 */
export default function setup(): (() => Promise<void>) | undefined {
  // Each project of vitest sets up; one is enough.
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
    // vitest only prints what a teardown throws.
    process.exitCode = 1
    throw new Error(`Expected the tests to leave nothing behind, got ${[...processes, ...files].join("\n")}`)
  }
}

/** Those that run with this mark in their environment, but for vitest's own. */
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
