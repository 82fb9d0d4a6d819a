import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import { eventTypesOf } from "@forkscope/shared/events"
import { monotonicMicros } from "../clock.ts"
import type { Intake, SourceIntake } from "../intake.ts"
import type { KeyedFact } from "../keyedFact.ts"
import { OpaqueProcesses } from "../opaqueProcesses.ts"
import { type Environment, REPORTED_FROM_INSIDE, type Source, type SourceKind } from "../source.ts"
import { PROBE_FOLDERS } from "./folders.ts"
import { LogMerger } from "./logMerger.ts"
import { whyOpaque } from "./opaque.ts"
import { ProcessLog } from "./processLog.ts"

const PYTHON: SourceKind = {
  name: "python",
  src: "probe",
  reports: [
    ...REPORTED_FROM_INSIDE,
    ...eventTypesOf("queue", "pool", "sync", "pipe", "segment"),
    ...(["process.probed", "process.opaque", "process.checked", "process.handler.set", "process.raised"] as const),
    ...(["thread.started", "thread.exited"] as const),
    ...(["line.started", "line.finished"] as const),
  ],
  observes: { observes: ["children", "queues", "pools", "locks", "pipes", "threads", "frames"], calls: "blocking" },
}

/** Ticks between two checks whether a process is still alive. */
const CHECK_EVERY = 6

/** `server/probes/python`: beside the sources, or beside the bundle. */
const home = PROBE_FOLDERS.find((path) => existsSync(join(path, "forkscope_probe"))) ?? ""

/** What the Python processes of a run report through the probe: each writes a log, which is read here. */
export class PythonSource implements Source {
  readonly kind = PYTHON
  readonly #folder: string
  readonly #intake: SourceIntake
  readonly #merger: LogMerger
  readonly #opaque: OpaqueProcesses
  /** By file name; logs of living processes. */
  readonly #logs = new Map<string, ProcessLog>()
  readonly #seen = new Set<string>()
  #ticks = 0
  /** The folder can't be read any more: processes that start from here on can't be observed. */
  #isBlind = false
  #isClosed = false

  /** @param folder For the logs of the run; private, and in memory where possible. */
  constructor(intake: Intake, folder: string) {
    this.#folder = folder
    this.#intake = intake.of(PYTHON)
    this.#opaque = new OpaqueProcesses(this.#intake, (pid) => whyOpaque(pid, siteOf(folder)))
    this.#merger = new LogMerger(this.#intake, (pid) => this.#hasLogOf(pid))
  }

  begin(environment: Environment): Environment {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
    const site = siteFolder(this.#folder)
    const own = environment.PYTHONPATH ?? ""
    return {
      ...environment,
      PYTHONPATH: own === "" ? site : `${site}:${own}`,
      FORKSCOPE_PYTHON_HOME: home,
      FORKSCOPE_PYTHON_FOLDER: this.#folder,
      FORKSCOPE_PYTHON_CACHE: cacheFolder(environment, this.#folder),
    }
  }

  tick(): void {
    if (!this.#isClosed) this.#read(this.#ticks++ % CHECK_EVERY === 0, false)
  }

  finish(): void {
    if (this.#isClosed) return
    this.#read(true, false)
    // When all processes have ended, run once more without waiting for late records.
    if (this.#logs.size === 0) this.#merger.run(monotonicMicros(), true)
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#read(true, true)
    for (const [name, log] of this.#logs) this.#forget(name, log)
  }

  onFact(fact: KeyedFact): void {
    this.#opaque.onFact(fact)
  }

  #read(isChecking: boolean, isLast: boolean): void {
    const now = monotonicMicros()
    this.#opaque.tick()
    this.#discover()
    for (const [name, log] of this.#logs) {
      // Checked before the log is read: all that an ended process has written is then in it.
      const isDead = isChecking && log.checkDead()
      if (!this.#merger.read(log, now) || isDead) this.#forget(name, log)
    }
    this.#merger.run(now, this.#logs.size === 0 || isLast)
  }

  #discover(): void {
    if (this.#isBlind) return
    try {
      for (const name of readdirSync(this.#folder))
        if (name.endsWith(".log") && !this.#seen.has(name)) this.#tryLog(name)
    } catch (error) {
      this.#isBlind = true
      this.#intake.failed(error)
    }
  }

  /** Opens a log that its process has laid out. An invalid one is refused once. */
  #tryLog(name: string): void {
    try {
      const log = new ProcessLog(join(this.#folder, name), name.slice(0, -".log".length).replaceAll("-", ":"))
      if (!log.isReady()) {
        log.close()
        return
      }
      this.#logs.set(name, log)
    } catch (error) {
      this.#intake.refuse(error, monotonicMicros())
    }
    this.#seen.add(name)
  }

  #forget(name: string, log: ProcessLog): void {
    log.close()
    rmSync(log.path, { force: true })
    this.#logs.delete(name)
  }

  #hasLogOf(pid: number): boolean {
    for (const name of this.#logs.keys()) if (name.startsWith(`py-${pid}-`)) return true
    return false
  }
}

const siteOf = (folder: string) => join(folder, "site")

/**
 * Python compiles the sitecustomize that it finds before it can be told where to store the compiled code: so each run
 * has its own copy, and nothing is written beside the original.
 */
function siteFolder(folder: string): string {
  const site = siteOf(folder)
  mkdirSync(site, { recursive: true, mode: 0o700 })
  copyFileSync(join(home, "site", "sitecustomize.py"), join(site, "sitecustomize.py"))
  return site
}

/** The folder for compiled probe code: the user's cache, or the run's own folder where that can't be written. */
function cacheFolder(environment: Environment, folder: string): string {
  const caches = environment.XDG_CACHE_HOME || join(environment.HOME || homedir(), ".cache")
  const cache = join(caches, "forkscope", "python")
  try {
    mkdirSync(cache, { recursive: true, mode: 0o700 })
    return cache
  } catch {
    return folder
  }
}
