import { type ChildProcess, type StdioOptions, spawn } from "node:child_process"
import { once } from "node:events"
import { closeSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import type { Readable, Writable } from "node:stream"
import { setTimeout as sleep } from "node:timers/promises"
import type { Logger } from "pino"
import { deferred } from "./deferred.ts"
import type { Folders } from "./folders.ts"
import { type Keeper, type Launched, type LaunchSpec, UndeliveredError } from "./launched.ts"
import { DEFAULT_LIMITS } from "./limits.ts"
import { SpawnError, type SpawnField } from "./spawnError.ts"
import { SupervisedRun, type WardenLine } from "./supervisedRun.ts"
import { decodeLine, encodeLine, type Line, numberOf } from "./wardenProtocol.ts"

/**
 * How long the script may take until it reports that it is ready, and supervisors until they end without their warden.
 * ms
 */
const READY_TIMEOUT = 10_000
const GONE_TIMEOUT = 6000

type Piped = ChildProcess & { stdin: Writable; stdout: Readable; stderr: Readable }

interface Starting {
  readonly spec: LaunchSpec
  readonly cgroup: string | null
  resolve(run: Launched): void
  reject(error: Error): void
}

export interface WardenProcessOptions {
  perl: string
  script: string
  cgroups: string | null
  folders: Folders
  /** Programs may leave processes behind. */
  isLenient: boolean
  /** Open descriptors of this process that the first program gets. They are closed here. */
  descriptors: readonly number[]
  logger?: Logger | undefined
}

/** The warden has the passed descriptors at their numbers plus this, because it has others of its own. */
const FIRST_PASSED = 10

function stdioOf(isLenient: boolean, passed: readonly number[]): StdioOptions {
  const own = ["pipe", "pipe", "pipe", "pipe", ...(isLenient ? [1, 2] : [])] as const
  const length = Math.max(own.length, ...passed.map((number) => number + FIRST_PASSED + 1))
  // From 3 on, libuv leaves those that are to be ignored closed.
  const stdio: (number | "pipe" | "ignore")[] = Array.from({ length }, (_, at) => own[at] ?? "ignore")
  for (const number of passed) stdio[number + FIRST_PASSED] = number
  return stdio
}

/** One instance of the warden's process, and the runs under it. */
export class WardenProcess implements Keeper, WardenLine {
  /** False where the kernel has no subreapers: then descendants of a run may escape. */
  isStrong = false
  isGone = false
  readonly #child: Piped
  /** Nothing is ever written to it: when it closes, warden and supervisors know that this process has ended. */
  readonly #lifeline: Writable
  readonly #cgroups: string | null
  readonly #starting = new Map<string, Starting>()
  readonly #runs = new Map<string, SupervisedRun>()
  readonly #ready = deferred()
  readonly #finished: Promise<void>
  #complaint = ""

  private constructor(options: WardenProcessOptions) {
    const { perl, script, cgroups, folders, isLenient, descriptors, logger } = options
    const passed = descriptors.map((number) => `${number + FIRST_PASSED}=${number}`).join()
    // A session of its own: Ctrl-C at our terminal is meant for this process. No PERL5OPT, no locale.
    this.#child = spawn(perl, [script, isLenient ? "lenient" : "strict", passed, folders.files, folders.memory], {
      cwd: "/",
      detached: true,
      env: { LC_ALL: "C", PATH: process.env.PATH ?? "/usr/bin:/bin" },
      stdio: stdioOf(isLenient, descriptors),
    }) as Piped
    for (const number of descriptors) closeSync(number)
    this.#lifeline = this.#child.stdio[3] as Writable
    // Nothing removes a group in which a program left processes behind.
    this.#cgroups = isLenient ? null : cgroups
    for (const pipe of [this.#child.stdin, this.#lifeline]) pipe?.on("error", () => {})
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-2000)
      logger?.warn({ text }, "the warden complained")
    })
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      try {
        this.#take(decodeLine(line))
      } catch (error) {
        // Programs run as the same user and can write to this pipe: an invalid line must not end the other runs.
        logger?.error({ err: error }, "expected a line of the warden")
      }
    })
    this.#finished = this.#watchEnd()
  }

  /** Throws if Perl or the script can't be started. */
  static async start(options: WardenProcessOptions): Promise<WardenProcess> {
    const { script } = options
    const warden = new WardenProcess(options)
    const timer = setTimeout(() => warden.kill(), READY_TIMEOUT)
    const failed = once(warden.#child, "exit").then(() => {
      throw new Error(`Expected ${script} to be ready; it ended instead. ${warden.#complaint}`)
    })
    try {
      await Promise.race([warden.#ready.promise, failed])
      failed.catch(() => {})
      return warden
    } finally {
      clearTimeout(timer)
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  launch(spec: LaunchSpec): Promise<Launched> {
    const limits = spec.limits ?? DEFAULT_LIMITS
    // A run without limits stays in its user's group, as it would without us.
    const parent = limits.tasks === null ? null : this.#cgroups
    const cgroup = parent && join(parent, `forkscope-${process.pid}-${this.pid}-${spec.run}`)
    const { stdin = "/dev/null", stdout = "/dev/null", stderr = "/dev/null" } = spec.files ?? {}
    return new Promise((resolve, reject) => {
      this.#starting.set(spec.run, { spec, cgroup, resolve, reject })
      const line = encodeLine("launch", {
        run: spec.run,
        argv: spec.argv,
        env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
        cwd: spec.cwd,
        ...(spec.terminal === undefined ? { stdin, stdout, stderr } : { pty: spec.terminal }),
        processes: limits.processes,
        tasks: limits.tasks,
        data: limits.memoryBytes,
        nofile: limits.descriptors,
        softnofile: spec.inherited?.descriptors ?? null,
        core: limits.coreBytes,
        ignored: (spec.inherited?.ignored ?? []).map(String),
        open: spec.inherited?.open.length ? "yes" : "",
        instead: spec.inherited?.pid ?? null,
        nice: limits.nice,
        oom: limits.oomScoreAdj,
        cgroup: cgroup ?? "",
      })
      this.#write(line, (cause) => {
        if (!this.#starting.delete(spec.run)) return
        reject(new UndeliveredError("Expected a living warden; it was killed", { cause }))
      })
    })
  }

  send(verb: string, fields: Parameters<typeof encodeLine>[1]): void {
    this.#write(encodeLine(verb, fields), () => {})
  }

  #write(line: string, onFailure: (cause: Error) => void): void {
    this.#child.kill("SIGCONT") // a user's program may have stopped it
    this.#child.stdin.write(line, (error) => error && onFailure(error))
  }

  kill(): void {
    this.#child.kill("SIGKILL")
  }

  async close(): Promise<void> {
    this.#child.kill("SIGCONT")
    this.#child.stdin.end()
    this.#lifeline.end()
    await this.#finished
  }

  #take(line: Line): void {
    if (line.verb === "ready") {
      this.isStrong = line.fields.get("subreaper") === "yes"
      this.#ready.resolve()
      return
    }
    const name = line.fields.get("run") ?? ""
    const starting = this.#starting.get(name)
    if (starting && (line.verb === "started" || line.verb === "failed" || line.verb === "ended")) {
      this.#starting.delete(name)
      if (line.verb === "started") {
        const run = new SupervisedRun(line, this, starting.cgroup)
        this.#runs.set(name, run)
        starting.resolve(run)
      } else starting.reject(line.verb === "failed" ? failure(line, starting.spec) : lostAtStart())
      return
    }
    if (this.#runs.get(name)?.take(line)) this.#runs.delete(name)
  }

  /** Supervisors hold stdout too: its end means that they have ended as well, each with its tree. */
  async #watchEnd(): Promise<void> {
    const closed = new Promise((resolve) => this.#child.stdout?.once("close", resolve))
    await new Promise((resolve) => this.#child.once("exit", resolve).once("error", resolve))
    this.isGone = true
    await Promise.race([closed, sleep(GONE_TIMEOUT, undefined, { ref: false })])
    for (const { reject } of this.#starting.values()) reject(lostAtStart())
    await Promise.all([...this.#runs.values()].map((run) => run.lose()))
    for (const pipe of this.#child.stdio) pipe?.destroy()
  }
}

function failure(line: Line, spec: LaunchSpec): SpawnError {
  const field = line.fields.get("field") as SpawnField
  const value = { argv: spec.argv[0], cwd: spec.cwd, pty: spec.terminal, env: "", limits: "" }[field] ?? ""
  return SpawnError.fromNumber(numberOf(line, "errno"), field, value)
}

function lostAtStart(): SpawnError {
  return new SpawnError("ECHILD", "limits", "Can't start the program: its supervisor was killed; try again")
}
