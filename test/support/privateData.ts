import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** Servers under test record to a folder of their own, not to the user's. */
export default function setup(): () => void {
  const before = process.env.XDG_DATA_HOME
  const folder = mkdtempSync(join(tmpdir(), "forkscope-data-"))
  process.env.XDG_DATA_HOME = folder
  return () => {
    if (before === undefined) delete process.env.XDG_DATA_HOME
    else process.env.XDG_DATA_HOME = before
    rmSync(folder, { recursive: true, force: true })
  }
}
