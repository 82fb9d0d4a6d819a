import { readFileSync } from "node:fs"
import { BlockingIOError, OSError } from "../errors.ts"
import type { SpawnFailure } from "./spawnerThread.ts"

const EAGAIN = 11

/** An OSError for a child that could not be started, with a message that says what prevented it. */
export function spawnError({ code, errno, message }: SpawnFailure): OSError {
  switch (code) {
    case "EAGAIN":
      return new BlockingIOError(errno, code, `Resource temporarily unavailable: ${processLimits()}`)
    case "ENOMEM":
      return new OSError(errno, code, "Cannot allocate memory: the kernel has none left for another process")
    case "E2BIG":
      return new OSError(
        errno,
        code,
        "Argument list too long: the environment or the arguments exceed the kernel's limit",
      )
    case "EMFILE":
      return new OSError(errno, code, "Too many open files: this process has used up its descriptors (ulimit -n)")
    default:
      return new OSError(errno, code, `the process could not be started: ${message}`)
  }
}

/** @throws BlockingIOError when FORKSCOPE_MAX_PROCESSES children of this process are alive already. */
export function checkRoomFor(alive: number): void {
  const limit = Number.parseInt(process.env.FORKSCOPE_MAX_PROCESSES ?? "", 10)
  if (!(alive >= limit)) return
  throw new BlockingIOError(
    EAGAIN,
    "EAGAIN",
    `Resource temporarily unavailable: this process has ${alive} live children, FORKSCOPE_MAX_PROCESSES allows ${limit}`,
  )
}

/** The limits on the number of processes that apply to this one, as far as the system reports them. */
function processLimits(): string {
  const found = [cgroupLimit(), userLimit()].filter((limit) => limit !== undefined)
  return found.length > 0 ? found.join("; ") : "a limit on the number of processes was reached"
}

/** pids.max of the process's control group or of the nearest one above that has a limit. */
function cgroupLimit(): string | undefined {
  for (const line of read("/proc/self/cgroup").split("\n")) {
    const [, controllers, path = "/"] = line.split(":")
    const root = controllers === "" ? "/sys/fs/cgroup" : controllers === "pids" ? "/sys/fs/cgroup/pids" : undefined
    if (!root) continue
    for (let folder = path; folder !== ""; folder = folder.slice(0, folder.lastIndexOf("/"))) {
      const base = `${root}${folder === "/" ? "" : folder}`
      const limit = read(`${base}/pids.max`).trim()
      if (limit === "" || limit === "max") continue
      const used = read(`${base}/pids.current`).trim()
      return `the control group ${folder} has ${used} of at most ${limit} processes and threads (pids.max)`
    }
  }
  return undefined
}

function userLimit(): string | undefined {
  const soft = /^Max processes\s+(\d+)/m.exec(read("/proc/self/limits"))?.[1]
  return soft ? `the user may have ${soft} processes and threads (RLIMIT_NPROC, ulimit -u)` : undefined
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return ""
  }
}
