import { execFile } from "node:child_process"
import { promisify } from "node:util"

export interface Python {
  /** The interpreter itself, with shims and links of the PATH resolved. */
  readonly path: string
  /** E.g. 3.11.7 */
  readonly version: string
}

/** The oldest version that the probe and the Python lab support. */
const OLDEST = [3, 9] as const
const QUESTION = "import sys; print(sys.executable, '.'.join(map(str, sys.version_info[:3])), sep='\\n')"
/** Some shims are slow, and slower on a busy machine; a broken one must not delay the server for longer. ms */
const PATIENCE = 30_000

/** The first Python of the PATH that is new enough; null where there is none. */
export async function findPython(env: NodeJS.ProcessEnv = process.env): Promise<Python | null> {
  for (const name of ["python3", "python"]) {
    const found = await ask(name, env)
    if (found) return found
  }
  return null
}

async function ask(name: string, env: NodeJS.ProcessEnv): Promise<Python | null> {
  try {
    const { stdout } = await promisify(execFile)(name, ["-c", QUESTION], { env, timeout: PATIENCE })
    const [path = "", version = ""] = stdout.split(/\r?\n/)
    const [major = 0, minor = 0] = version.split(".").map(Number)
    const isNewEnough = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])
    return path !== "" && isNewEnough ? { path, version } : null
  } catch {
    return null
  }
}

/** The command that installs Python on this platform. */
export function pythonHint(platform: NodeJS.Platform = process.platform): string {
  return platform === "darwin" ? "brew install python3" : "sudo apt install python3"
}
