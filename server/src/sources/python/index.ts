import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Fact } from "@forkscope/shared/events"
import { monotonicMicros } from "../clock.ts"
import type { Identity } from "../identity.ts"
import { LogMerger } from "./logMerger.ts"
import { ProcessLog } from "./processLog.ts"

export { OpaquePythons } from "./opaque.ts"

const DEFAULT_HZ = 30
/** How often the kernel is asked whether a process still lives, in readings. */
const CHECK_EVERY = 6

/** `server/probes/python`: beside the sources, or beside the bundle. */
const home =
  ["./python", "../../../probes/python"]
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(join(path, "forkscope_probe"))) ?? ""

export interface PythonSourceOptions {
  /** Private folder of the run; exists. */
  folder: string
  identity: Identity
  /** The monotonic µs at which the run began. */
  startedAt: number
  emit(fact: Fact): void
  /** The folder can't be read any more: processes that start from here on are not heard. */
  onFailed?(error: unknown): void
  /** What a process wrote down was no fact. */
  onInvalid?(reason: unknown): void
  /** How often to read, 30 a second if not given. 0: only when told to `read`. */
  hz?: number
}

/** Facts that the Python processes of a run tell through the probe. */
export interface PythonSource {
  /** Variables to add to the program's environment; `base` is what it has (PYTHONPATH is prepended to, not replaced). */
  environment(base: Record<string, string>): Record<string, string>
  /** Reads what is there by now. */
  read(): void
  /** Reads all that is there, the newest too; also looks who has ended. */
  poll(): void
  close(): void
}

/** Reads the logs that the probe writes in every Python process of one run and emits what they tell. */
export function observePython(options: PythonSourceOptions): PythonSource {
  const { folder, identity, startedAt, emit, onFailed, onInvalid = () => {}, hz = DEFAULT_HZ } = options
  const site = siteFolder(folder)
  const logs = new Map<string, ProcessLog>()
  const seen = new Set<string>()
  const merger = new LogMerger({ identity, startedAt, emit, onInvalid, hasLog: (pid) => hasLogOf(logs.keys(), pid) })
  let turn = 0
  let isClosed = false
  let isBlind = false

  const discover = () => {
    if (isBlind) return
    try {
      for (const name of readdirSync(folder)) if (name.endsWith(".log") && !seen.has(name)) tryLog(name)
    } catch (error) {
      isBlind = true
      onFailed?.(error)
    }
  }

  /** Takes a log that its process has laid out; one that is none is refused once. */
  const tryLog = (name: string) => {
    try {
      const log = new ProcessLog(join(folder, name), name.slice(0, -".log".length).replaceAll("-", ":"))
      if (!log.isReady()) {
        log.close()
        return
      }
      logs.set(name, log)
    } catch (error) {
      merger.refuse(error)
    }
    seen.add(name)
  }

  const forget = (name: string, log: ProcessLog) => {
    log.close()
    rmSync(log.path, { force: true })
    logs.delete(name)
  }

  const read = (isLast: boolean) => {
    const now = monotonicMicros()
    const isChecking = isLast || turn++ % CHECK_EVERY === 0
    discover()
    for (const [name, log] of logs) {
      // Asked before it is read: what a dead process has written is all there.
      const isDead = isChecking && log.checkDead()
      if (!merger.read(log, now) || isDead) forget(name, log)
    }
    merger.run(now, logs.size === 0 || isLast)
  }

  const timer = hz > 0 ? setInterval(() => read(false), 1000 / hz).unref() : undefined
  return {
    read: () => {
      if (!isClosed) read(false)
    },
    environment(base) {
      const own = base.PYTHONPATH ?? ""
      return {
        PYTHONPATH: own === "" ? site : `${site}:${own}`,
        FORKSCOPE_PYTHON_HOME: home,
        FORKSCOPE_PYTHON_PATH: own,
        FORKSCOPE_PYTHON_FOLDER: folder,
        FORKSCOPE_PYTHON_CACHE: cacheFolder(base, folder),
      }
    },
    poll: () => {
      if (isClosed) return
      turn = 0
      read(false)
      // Once more without the margin for stragglers, when everything that could speak has ended.
      if (logs.size === 0) merger.run(monotonicMicros(), true)
    },
    close() {
      if (isClosed) return
      isClosed = true
      clearInterval(timer)
      read(true)
      for (const [name, log] of logs) forget(name, log)
    },
  }
}

function hasLogOf(names: Iterable<string>, pid: number): boolean {
  for (const name of names) if (name.startsWith(`py-${pid}-`)) return true
  return false
}

/**
 * Python compiles the sitecustomize that it finds before anyone can tell it where to put that: so each run has a copy of its
 * own, and nothing is written beside the original.
 */
function siteFolder(folder: string): string {
  const site = join(folder, "site")
  mkdirSync(site, { recursive: true, mode: 0o700 })
  copyFileSync(join(home, "site", "sitecustomize.py"), join(site, "sitecustomize.py"))
  return site
}

/** Compiled probe code lives where caches do; where that can't be written, in the run's own folder. */
function cacheFolder(base: Record<string, string>, folder: string): string {
  const caches = base.XDG_CACHE_HOME || join(base.HOME || homedir(), ".cache")
  const cache = join(caches, "forkscope", "python")
  try {
    mkdirSync(cache, { recursive: true, mode: 0o700 })
    return cache
  } catch {
    return folder
  }
}
