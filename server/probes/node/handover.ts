import type { Place } from "./adapters/protocol.ts"
import { requireOption, withoutRequired, withRequired } from "./nodeOptions.ts"

/** What a process passes to a child through its environment, so that both use one key for the child. */
export interface Handover {
  key: string
  parent: string
  /** PID of the parent. A program that the child starts inherits the variable but has another parent. */
  ppid: number
  name: string
  role: "child" | "worker"
  /** Key of the channel between the two, where there is one. */
  pipe?: string | undefined
  /** Of a worker of a library's pool. */
  place?: Place | undefined
  /**
   * Many children were started in a short time: the child should start its sampler only after it has lived for a while.
   */
  isOneOfMany?: boolean
}

/** What this process was given to be observed, and passes on to its children. The program sees nothing of it. */
export interface Given {
  /** Where the server listens. */
  socket: string
  /** Variables for Python programs below this one. */
  python: Readonly<Record<string, string>>
}

const SOCKET = "FORKSCOPE_SOCKET"
const HANDOVER = "FORKSCOPE_NODE"
/** The option in NODE_OPTIONS, for processes that are not Node and hide it. */
const OPTION = "FORKSCOPE_NODE_OPTION"
const PYTHON_FOLDER = "FORKSCOPE_PYTHON_FOLDER"
const PYTHON = [PYTHON_FOLDER, "FORKSCOPE_PYTHON_HOME", "FORKSCOPE_PYTHON_CACHE"]
/** Of a Python parent, for Python children. */
const OF_PYTHON_PARENT = ["FORKSCOPE_PYTHON_PARENT", "FORKSCOPE_PYTHON_CHILD"]

/**
 * Removes the probes' variables from what the program sees. @returns their content; undefined when it is not observed.
 */
export function takeHandover(file: string): { given: Given; handover?: Handover } | undefined {
  const { env } = process
  const { [SOCKET]: socket, [HANDOVER]: text } = env
  const python = Object.fromEntries(PYTHON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
  set("NODE_OPTIONS", withoutRequired(env.NODE_OPTIONS, file))
  if (env[PYTHON_FOLDER]) set("PYTHONPATH", withoutSite(env.PYTHONPATH, env[PYTHON_FOLDER]))
  for (const name of [SOCKET, HANDOVER, OPTION, ...PYTHON, ...OF_PYTHON_PARENT]) delete env[name]
  if (!socket) return undefined
  const given: Given = { socket, python }
  const handover = text === undefined ? undefined : (JSON.parse(text) as Handover)
  return handover?.ppid === process.ppid ? { given, handover } : { given }
}

/** Adds the probes' variables to the environment of a child, a list of `NAME=value`. */
export function handOver(pairs: string[], file: string, given: Given, handover: Handover | undefined): string[] {
  // The last of several applies, as in the environment that the child would have got.
  const own = (name: string) => pairs.findLast((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
  const folder = given.python[PYTHON_FOLDER]
  const more: Record<string, string> = {
    NODE_OPTIONS: withRequired(own("NODE_OPTIONS"), file),
    [SOCKET]: given.socket,
    [OPTION]: requireOption(file),
    ...given.python,
    ...(folder ? { PYTHONPATH: withSite(own("PYTHONPATH"), folder) } : {}),
    ...(handover ? { [HANDOVER]: JSON.stringify(handover) } : {}),
  }
  const replaced = new Set([...Object.keys(more), HANDOVER])
  return [
    ...pairs.filter((pair) => !replaced.has(pair.slice(0, pair.indexOf("=")))),
    ...Object.entries(more).map(([name, value]) => `${name}=${value}`),
  ]
}

function set(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}

/** The folder from which Python loads its probe: the first one in PYTHONPATH. */
const siteIn = (folder: string) => `${folder}/site`

function withSite(path: string | undefined, folder: string): string {
  return path ? `${siteIn(folder)}:${path}` : siteIn(folder)
}

/** The inverse of `withSite`; undefined when nothing else was there. */
function withoutSite(path: string | undefined, folder: string): string | undefined {
  const own = path?.split(":").filter((entry) => entry !== siteIn(folder)) ?? []
  return own.length > 0 ? own.join(":") : undefined
}
