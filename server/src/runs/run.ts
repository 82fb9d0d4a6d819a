import { availableParallelism } from "node:os"
import { setTimeout as sleep } from "node:timers/promises"
import type { Fact } from "@forkscope/shared/events"
import type { CommandInput, RunSummary } from "@forkscope/shared/socket"
import { isAlive } from "@forkscope/shared/world"
import type { Logger } from "pino"
import { CommandError } from "../commands/commands.ts"
import { deferred } from "../containment/deferred.ts"
import { type Folders, removeFolders } from "../containment/folders.ts"
import type { Inherited } from "../containment/launched.ts"
import type { RunLimits } from "../containment/limits.ts"
import { type Launched, type RunEnd, SpawnError, type Warden } from "../containment/warden.ts"
import { Lab } from "../lab/lab.ts"
import { Log } from "../log/log.ts"
import { monotonicMicros, startedIn } from "../sources/clock.ts"
import { KernelKey, type KeyedFact } from "../sources/keyedFact.ts"
import { ownHostFact } from "../sources/ownHost.ts"
import { Guard, messageOf } from "./guard.ts"
import { Observation } from "./observation.ts"
import { type Mirror, openIo, type ProgramIo } from "./programIo.ts"
import { reported } from "./reportedLimits.ts"
import { SourceFiles } from "./sourceFiles.ts"

/** Processes that end with the main program, a moment after it, are not left behind, ms. */
const SETTLING = 200

export interface RunOptions {
  id: string
  name: string
  kind: RunSummary["kind"]
  argv: string[]
  env: Record<string, string>
  cwd: string
  /** The language of a lab's lines, or of the program where known. */
  language?: "node" | "python"
  /** Paths of the program's files that are known before it runs. */
  sources?: readonly string[]
  /** Another receiver of the program's output. */
  mirror?: Mirror
  /** The run's own folders. They exist already, and are removed with the run. */
  folders: Folders
  warden: Warden
  limits: RunLimits
  /** What the program inherits, where that differs from what this process has. */
  inherited?: Inherited
  /** The server's logger, with the run's id. */
  logger: Logger
  /** Called when the summary changed. */
  onChange(): void
}

/** The life of one observed program: started, observed, logged, ended. */
export class Run {
  readonly id: string
  readonly log: Log
  readonly lab: Lab | null
  /** Id of its recording; null where it is not recorded. */
  recording: string | null = null
  readonly #options: RunOptions
  readonly #startedAt = monotonicMicros()
  readonly #wallClock = Date.now()
  readonly #sources: SourceFiles
  #endedAt: number | null = null
  #io: ProgramIo | undefined
  #observation: Observation | undefined
  #launched: Launched | undefined
  readonly #whenMainEnded = deferred()
  readonly #whenEnded = deferred()
  /** Resolves when the main program has ended; its descendants may live on. */
  readonly mainEnded = this.#whenMainEnded.promise
  /** Resolves when nothing of the run is left and all of its facts are in the log. */
  readonly ended = this.#whenEnded.promise
  #exitCode: number | null = null
  #wasStopped = false
  #wasLimited = false
  #hasOutputFailed = false

  private constructor(options: RunOptions) {
    this.id = options.id
    this.#options = options
    this.log = new Log((error, what) => options.logger.error({ err: error }, what))
    this.lab = options.kind === "lab" ? new Lab(this.#emit, this.#now) : null
    this.#sources = new SourceFiles(options.cwd, (file, text) =>
      this.log.append({ type: "source.read", src: "run", at: this.#now(), file, text }),
    )
  }

  /**
   * Starts the program under a supervisor of its own.
   *
   * @throws CommandError SPAWN_FAILED with the kernel's errno; nothing is left behind then.
   */
  static async start(options: RunOptions): Promise<Run> {
    const run = new Run(options)
    try {
      await run.#launch()
    } catch (cause) {
      run.#release()
      run.log.close()
      if (cause instanceof SpawnError) {
        throw new CommandError("SPAWN_FAILED", cause.message, { errno: cause.errno, field: cause.field })
      }
      throw cause
    }
    return run
  }

  readonly #now = (): number => monotonicMicros() - this.#startedAt
  readonly #emit = (fact: Fact): void => {
    this.#sources.look(fact)
    this.log.append(fact)
  }

  /**
   * Reports a fact of a process that is named by PID and start time: a source may have reported the process already.
   */
  #report(fact: KeyedFact): void {
    this.#observation?.ownIntake.take(fact)
  }

  async #launch(): Promise<void> {
    const {
      id,
      name,
      kind,
      argv,
      env,
      cwd,
      language,
      sources = [],
      folders,
      mirror,
      warden,
      limits,
      inherited,
    } = this.#options
    this.#emit({
      type: "run.started",
      src: "run",
      at: 0,
      name,
      kind,
      argv,
      ...(language ? { language } : {}),
      cores: availableParallelism(),
      wallClock: this.#wallClock,
      containment: warden.containment,
      ...reported(limits),
    })
    this.#emit(ownHostFact())
    for (const file of sources) this.#sources.read(file)
    const observation = new Observation({
      folders,
      startedAt: this.#startedAt,
      emit: this.#emit,
      probes: probesOf(kind, language),
      onLab: (kernel) => this.lab?.connect(kernel),
      guard: new Guard({ logger: this.#options.logger, emit: this.#emit, now: this.#now }),
      isWatched: () => this.log.isLive,
      onBeat: () => this.log.flushIfDue(),
    })
    this.#observation = observation
    const environment = await observation.begin(env)
    const io = openIo({
      folder: folders.files,
      limits,
      emit: this.#emit,
      now: this.#now,
      mirror,
      onFailed: this.#outputFailed,
    })
    this.#io = io
    const launched = await warden.launch({
      run: id,
      argv,
      env: environment,
      cwd,
      ...io.launch,
      limits,
      ...(inherited ? { inherited } : {}),
    })
    this.#launched = launched
    this.#announceMain(launched)
    observation.launched(launched.supervisorPid)
    void launched.exited.then(({ code, cpu }) => this.#mainExited(launched, code, cpu))
    void launched.limited.then((processes) => this.#limited(processes))
    void launched.refused.then((tasks) => this.#refused(tasks))
    void launched.ended.then((end) => this.#ended(end))
  }

  readonly #outputFailed = (error: unknown): void => {
    this.#options.logger.warn({ err: error }, "the output of a run could not be read or passed on")
    if (this.#hasOutputFailed) return
    this.#hasOutputFailed = true
    this.notice("OUTPUT_FAILED", messageOf(error))
  }

  #announceMain({ pid, startTime, supervisorPid }: Launched): void {
    this.#report({
      type: "process.spawned",
      // Its children may be known exactly, so it must not seem to begin after them.
      at: startedIn(startTime, monotonicMicros()),
      proc: new KernelKey(pid, startTime),
      pid,
      ppid: supervisorPid,
      startTime,
      argv: this.#options.argv,
      role: "main",
      startMethod: "exec",
    })
  }

  #mainExited({ pid, startTime }: Launched, exitCode: number, cpu: number | undefined): void {
    this.#exitCode = exitCode
    this.#whenMainEnded.resolve()
    const proc = new KernelKey(pid, startTime)
    this.#report({ type: "process.exited", at: monotonicMicros(), proc, exitCode })
    const account = cpu === undefined ? {} : { cpu }
    this.#report({ type: "process.reaped", at: monotonicMicros(), proc, exitCode, ...account })
    if (this.#options.warden.isLenient) void this.#leave()
  }

  /** Takes a last look at the processes that the program leaves behind, and lets them go on. */
  async #leave(): Promise<void> {
    const hasEnded = this.#launched?.ended.then(() => true)
    if (await Promise.race([hasEnded, sleep(SETTLING, false, { ref: false })])) return
    await this.#attempt(async () => this.#observation?.finish())
    this.#launched?.leave()
  }

  #limited(value: number): void {
    this.#wasLimited = true
    const allowed = this.#options.limits.processes
    const text = `The run had ${value} processes, more than its limit of ${allowed}. It was stopped.`
    this.#emit({ type: "run.limited", src: "run", at: this.#now(), limit: "processes", value, text })
    this.#stopping()
  }

  #stopping(): void {
    this.#emit({ type: "run.stopping", src: "run", at: this.#now() })
  }

  #refused(tasks: number): void {
    const text = `The run has ${tasks} threads, its limit. The kernel refuses it more processes and threads.`
    this.#emit({ type: "run.limited", src: "run", at: this.#now(), limit: "tasks", value: tasks, text })
  }

  async #ended(end: RunEnd): Promise<void> {
    const left = this.#leftOf(end)
    if (!end.left) await this.#attempt(async () => this.#observation?.finish())
    await this.#attempt(async () => this.#io?.drain(end.left !== undefined))
    const ended = this.#wasLimited ? "limited" : this.#wasStopped ? "stopped" : "exited"
    this.#emit({
      type: "run.ended",
      src: "run",
      at: this.#now(),
      outcome: end.outcome === "ended" ? ended : end.outcome,
      exitCode: this.#exitCode,
      ...(end.pids.length > 0 ? { leaked: end.pids } : {}),
      ...(left.length > 0 ? { left } : {}),
      ...(end.cpu === undefined ? {} : { cpu: end.cpu }),
    })
    this.#endedAt = Date.now()
    if (end.left) await this.#attempt(async () => this.#io?.passOn())
    await this.#attempt(async () => this.#release())
    if (end.left) this.#launched?.relay()
    this.log.flush()
    this.#whenMainEnded.resolve()
    this.#whenEnded.resolve()
    this.#options.onChange()
  }

  /** Without the helpers of Python's library: they end by themselves, a little later. */
  #leftOf({ left = [] }: RunEnd): number[] {
    const helpers = Object.values(this.log.world.processes).filter(({ role }) => role === "helper")
    return left.filter((pid) => !helpers.some((helper) => helper.pid === pid))
  }

  /** Does one step of the end. If it fails, the others are still done. */
  async #attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step()
    } catch (error) {
      this.#options.logger.error({ err: error }, "a run could not be ended in full")
      this.notice("END_FAILED", `The end of this run failed: ${messageOf(error)}`)
    }
  }

  #release(): void {
    this.#observation?.close()
    this.#io?.close()
    removeFolders(this.#options.folders)
  }

  /** The main program's exit code once it has ended, negative for a signal; its descendants may live on. */
  get exitCode(): number | null {
    return this.#exitCode
  }

  get isOver(): boolean {
    return this.#endedAt !== null
  }

  summary(): RunSummary {
    return {
      id: this.id,
      name: this.#options.name,
      kind: this.#options.kind,
      state: this.isOver ? "ended" : "running",
      startedAt: this.#wallClock,
      endedAt: this.#endedAt,
      processes: Object.values(this.log.world.processes).filter(isAlive).length,
      recording: this.recording,
    }
  }

  /** Ends all processes of the run: SIGTERM, and after 2 s SIGKILL. Resolves when all have ended. */
  async stop(): Promise<void> {
    if (this.isOver || !this.#launched) return
    if (!this.#wasStopped) this.#stopping()
    this.#wasStopped = true
    await this.#launched.stop()
    await this.#launched.ended
    await this.ended
  }

  /** @throws CommandError NOT_FOUND, EXITED or PID_REUSED; then nothing was signalled. */
  async signal({ proc, signal }: Pick<CommandInput<"process.signal">, "proc" | "signal">): Promise<void> {
    const process = this.log.world.processes[proc]
    if (!process || process.pid === null) {
      throw new CommandError("NOT_FOUND", `Expected a process of run ${this.id} that has a PID, got process ${proc}`)
    }
    const { pid, startTime, name } = process
    if (process.exitedAt !== null || !this.#launched) {
      throw new CommandError("EXITED", `${name || "The process"} (PID ${pid}) has ended; it can't be sent ${signal}`)
    }
    const answer = await this.#launched.signal(pid, startTime, signal)
    if (answer === "foreign" || answer === "forbidden" || answer === "invalid") {
      throw new CommandError("NOT_FOUND", `Expected a process of run ${this.id}, got PID ${pid}; nothing was sent`)
    }
    if (answer === "exited") throw new CommandError("EXITED", `PID ${pid} has ended; it can't be sent ${signal}`)
    if (answer === "reused") {
      throw new CommandError("PID_REUSED", `PID ${pid} is another process by now; nothing was sent`)
    }
    this.#emit({ type: "process.signaled", src: "run", at: this.#now(), proc, signal })
  }

  /** Calls the listener with the number of the signal whenever the main program was stopped by one. */
  onMainStopped(listener: (signal: number) => void): void {
    this.#launched?.onStopped(listener)
  }

  /** Passes a signal on to the main program, or to its group; does nothing if the program has ended. */
  async signalMain(signal: NodeJS.Signals, target: "process" | "group" = "process"): Promise<void> {
    if (!this.#launched || this.#exitCode !== null) return
    const { pid, startTime } = this.#launched
    await this.#launched.signal(pid, startTime, signal, target)
    this.#report({ type: "process.signaled", at: monotonicMicros(), proc: new KernelKey(pid, startTime), signal })
  }

  /** Interrupts the line that the lab runs, as Ctrl-C would; its main process only. */
  async interrupt(): Promise<void> {
    const main = Object.values(this.log.world.processes).find((process) => process.role === "main")
    if (main) await this.signal({ proc: main.id, signal: "SIGINT" })
  }

  input(text: string): void {
    void this.inputBytes(Buffer.from(text))
  }

  /** Resolves when the kernel has taken the bytes. */
  async inputBytes(bytes: Buffer): Promise<void> {
    await this.#io?.write(bytes)
  }

  endInput(): void {
    this.#io?.endInput()
  }

  resize(cols: number, rows: number): void {
    this.#io?.resize(cols, rows)
  }

  /** Shows a message about the run to all its viewers. */
  notice(code: string, text: string): void {
    this.#emit({ type: "run.noticed", src: "run", at: this.#now(), code, text })
  }

  /** Closes the run's log. The run must have ended. */
  close(): void {
    this.log.close()
  }
}

/**
 * The interpreters that load a probe: in programs all, in Python labs Python; Node labs report through the runtime
 * library.
 */
function probesOf(kind: RunSummary["kind"], language: "node" | "python" | undefined): ("python" | "node")[] {
  if (kind !== "lab") return ["python", "node"]
  return language === "python" ? ["python"] : []
}
