import { basename } from "node:path"
import { readArgv } from "../kernel/procReader.ts"
import { executableOf, type Opaque, variableOf } from "../opaqueProcesses.ts"

/** Options with which Python ignores PYTHONPATH or does not import `site`, and so never loads the probe. */
const IGNORING = /[IES]/
/** Options that take a value; after `c` and `m` all arguments belong to the program. */
const TAKING = /[WX]/
const LAST = /[cm]/

/** The option that makes this command's Python ignore the probe; undefined if there is none, or it is not Python. */
export function ignoringOption(argv: readonly string[]): string | undefined {
  const [command = "", ...words] = argv
  if (!/^(python|pypy)[\d.]*$/.test(basename(command))) return undefined
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ""
    if (!word.startsWith("-") || word === "-" || word.startsWith("--")) return undefined
    for (const letter of word.slice(1)) {
      if (IGNORING.test(letter)) return `-${letter}`
      if (LAST.test(letter)) return undefined
      if (!TAKING.test(letter)) continue
      if (word.endsWith(letter)) at++
      break
    }
  }
  return undefined
}

/** The executables of Python and PyPy, with their versions: python3.11, python3.13t, pypy3.10. */
const INTERPRETER = /^(?:python|pypy)(?:(\d+)(?:\.(\d+))?)?[a-z]*$/
/** The first version with `os.register_at_fork` and all else that the probe needs. */
const FIRST_VERSION = [3, 8] as const

/**
 * Why the probe does not run in a process; undefined: it may, or it is no Python, or that can't be known.
 *
 * @param site The folder of our sitecustomize, which must be in the PYTHONPATH that the process was started with.
 */
export function whyOpaque(pid: number, site: string): Opaque | undefined {
  const [executable, major, minor] = INTERPRETER.exec(executableOf(pid) ?? "") ?? []
  if (!executable) return undefined
  if (major && minor && isBefore(Number(major), Number(minor)))
    return { language: "python", reason: "version", detail: `${major}.${minor}` }
  const option = ignoringOption(readArgv(pid))
  if (option) return { language: "python", reason: "options", detail: option }
  const path = variableOf(pid, "PYTHONPATH")
  if (path === undefined || path?.split(":").includes(site)) return undefined
  return { language: "python", reason: "environment" }
}

const isBefore = (major: number, minor: number) =>
  major < FIRST_VERSION[0] || (major === FIRST_VERSION[0] && minor < FIRST_VERSION[1])
