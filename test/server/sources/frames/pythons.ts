import { execFileSync } from "node:child_process"
import { realpathSync } from "node:fs"
import { everyPython, type Python } from "../../../support/pythons.ts"

const SYSTEM = "/usr/bin/python3"

/**
 * One Python of each version, and the system's own: distributions link the interpreter into the executable, at a fixed
 * address, while other builds have it in a shared library.
 */
export function installedPythons(): (Python & { minor: number })[] {
  const builds = [...everyPython()]
  const version = systemVersion()
  if (version && !builds.some(({ path }) => realpathSync(path) === realpathSync(SYSTEM)))
    builds.push({ path: SYSTEM, version })
  return builds
    .map((build) => ({ ...build, minor: Number(build.version.split(".")[1]) }))
    .filter(({ minor }) => minor >= 9)
}

function systemVersion(): string | undefined {
  try {
    const code = "import sys; print('%d.%d' % sys.version_info[:2])"
    return execFileSync(SYSTEM, ["-Ic", code], { encoding: "utf8" }).trim()
  } catch {
    return undefined
  }
}
