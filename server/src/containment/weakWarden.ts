import { spawn } from "node:child_process"
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs"
import { constants } from "node:os"
import { setTimeout as sleep } from "node:timers/promises"
import { deferred } from "./deferred.ts"
import type { Keeper, Launched, LaunchSpec, RunEnd, SignalAnswer } from "./launched.ts"
import { DEFAULT_GRACE_SECONDS } from "./limits.ts"
import { SpawnError } from "./spawnError.ts"
import { endStrays, kill } from "./strays.ts"

/**
 * The fallback without Perl: no limits, no controlling terminal, and detached processes are found only while their
 * parents live. Sufficient for well-behaved programs; the screen says that containment is weak.
 */
export class WeakWarden implements Keeper {
  readonly isGone = false
  readonly #runs = new Set<WeakRun>()

  async launch(spec: LaunchSpec): Promise<Launched> {
    const run = await WeakRun.start(spec)
    this.#runs.add(run)
    void run.ended.then(() => this.#runs.delete(run))
    return run
  }

  async close(): Promise<void> {
    await Promise.all([...this.#runs].map((run) => run.stop(0)))
  }
}

class WeakRun implements Launched {
  readonly supervisorPid = process.pid
  readonly pid: number
  readonly startTime: number
  readonly #exited = deferred<{ code: number }>()
  readonly exited = this.#exited.promise
  readonly #ended = deferred<RunEnd>()
  readonly ended = this.#ended.promise
  /** Never: it has no limits. */
  readonly limited = new Promise<never>(() => {})
  readonly refused = new Promise<never>(() => {})

  private constructor(pid: number) {
    this.pid = pid
    this.startTime = statOf(pid)?.start ?? 0
  }

  static async start({ argv, env, cwd, terminal, files = {} }: LaunchSpec): Promise<WeakRun> {
    const { stdin = "/dev/null", stdout = "/dev/null", stderr = "/dev/null" } = files
    const paths = terminal === undefined ? [stdin, stdout, stderr] : [terminal, terminal, terminal]
    const stdio = paths.map((path, at) => openSync(path, terminal ? "r+" : at === 0 ? "r" : "a"))
    const child = spawn(argv[0] ?? "", argv.slice(1), { cwd, env: { ...env }, detached: true, stdio })
    stdio.map(closeSync)
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve)
      child.once("error", (error: NodeJS.ErrnoException) => {
        reject(new SpawnError(error.code ?? "EIO", "argv", error.message))
      })
    })
    const run = new WeakRun(child.pid ?? 0)
    child.once("exit", (code, signal) => {
      run.#exited.resolve({ code: code ?? -(constants.signals[signal ?? "SIGKILL"] ?? 0) })
      void run.#watchRest()
    })
    return run
  }

  async stop(graceSeconds = DEFAULT_GRACE_SECONDS): Promise<RunEnd> {
    const known = new Set(this.#members())
    const find = () => {
      for (const pid of this.#members()) known.add(pid)
      return [...known].filter((pid) => !"ZX".includes(statOf(pid)?.state ?? "X"))
    }
    if (graceSeconds > 0) {
      for (const pid of known) kill(pid, "SIGTERM")
      const until = performance.now() + graceSeconds * 1000
      while (find().length > 0 && performance.now() < until) await sleep(20)
    }
    const pids = await endStrays(find)
    this.#ended.resolve(pids.length > 0 ? { outcome: "leaked", pids } : { outcome: "ended", pids: [] })
    return this.ended
  }

  leave(): void {
    const left = this.#members()
    this.#ended.resolve({ outcome: "ended", pids: [], ...(left.length > 0 ? { left } : {}) })
  }

  /** Not possible: they keep pipes that nobody reads. */
  relay(): void {}

  /** Never called: Node does not report it. */
  onStopped(): void {}

  async signal(
    pid: number,
    startTime: number,
    signal: NodeJS.Signals,
    target: "process" | "group" = "process",
  ): Promise<SignalAnswer> {
    const stat = statOf(pid)
    if (!stat || stat.state === "Z") return "exited"
    if (stat.start !== startTime) return "reused"
    if (!this.#members().includes(pid)) return "foreign"
    return kill(target === "group" && pid === this.pid ? -pid : pid, signal) ? "ok" : "exited"
  }

  async #watchRest(): Promise<void> {
    while (this.#members().length > 0) await sleep(200)
    this.#ended.resolve({ outcome: "ended", pids: [] })
  }

  /** The processes of its session, of its group and its descendants, as far as they are visible. */
  #members(): number[] {
    const pids = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
    const stats = new Map(pids.map((pid) => [pid, statOf(pid)] as const))
    const found = new Set<number>()
    for (let size = -1; size !== found.size; ) {
      size = found.size
      for (const [pid, stat] of stats) {
        if (!stat || stat.state === "Z") continue
        const { parent, group, session } = stat
        if (pid === this.pid || found.has(parent) || group === this.pid || session === this.pid) found.add(pid)
      }
    }
    return [...found]
  }
}

function statOf(pid: number): { state: string; parent: number; group: number; session: number; start: number } | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "latin1")
    const field = line.slice(line.lastIndexOf(")") + 2).split(" ")
    return {
      state: field[0] ?? "",
      parent: Number(field[1]),
      group: Number(field[2]),
      session: Number(field[3]),
      start: Number(field[19]),
    }
  } catch {
    return null
  }
}
