import { execFileSync } from "node:child_process"
import { existsSync, readdirSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import { isFullMatrix } from "./matrix.ts"

/** An installed interpreter. */
export interface Python {
  /** The path of the interpreter itself, not of a shim. */
  path: string
  /** E.g. "3.11". */
  version: string
}

const NAMES = ["python3", ...[9, 10, 11, 12, 13, 14].map((minor) => `python3.${minor}`)]

let found: readonly Python[] | undefined

/** Every installed Python from 3.9 on, oldest first, one for each minor version. */
export function everyPython(): readonly Python[] {
  found ??= look()
  return found
}

/**
 * The Pythons for tests of behaviour that is the same in all: the oldest and the newest; in a full matrix, every one.
 */
export function pythons(): readonly Python[] {
  const all = everyPython()
  return isFullMatrix ? all : all.filter((one) => one === all[0] || one === all.at(-1))
}

/** The Python for tests that need one version only: that of the `python3` command. */
export function python(): Python {
  const [first] = [...everyPython()].reverse().sort((one, other) => rank(one) - rank(other))
  if (!first) throw new Error("Expected a python3 of version 3.9 or later in PATH")
  return first
}

/**
 * Prefers 3.11, in which all kinds of probe code run: it is newer than 3.10's frames and older than 3.12's monitoring.
 */
const rank = ({ version }: Python) => (version === "3.11" ? 0 : 1)

function look(): Python[] {
  const versions = join(homedir(), ".pyenv", "versions")
  const others = existsSync(versions) ? readdirSync(versions).map((name) => join(versions, name, "bin", "python3")) : []
  const byVersion = new Map<string, Python>()
  for (const command of [...NAMES, ...others]) {
    const python = ask(command)
    if (python && !byVersion.has(python.version)) byVersion.set(python.version, python)
  }
  return [...byVersion.values()].sort((one, other) => minorOf(one) - minorOf(other))
}

const minorOf = ({ version }: Python) => Number(version.split(".")[1])

function ask(command: string): Python | undefined {
  const code = "import sys; print(sys.executable); print('%d.%d' % sys.version_info[:2])"
  try {
    const answer = execFileSync(command, ["-c", code], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
    const [path = "", version = ""] = answer.trim().split("\n")
    return path !== "" && Number(version.split(".")[1]) >= 9 ? { path, version } : undefined
  } catch {
    return undefined
  }
}
