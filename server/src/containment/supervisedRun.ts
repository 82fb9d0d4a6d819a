import { constants } from "node:os"
import { cgroupMembers } from "./cgroup.ts"
import { deferred } from "./deferred.ts"
import type { Launched, RunEnd, SignalAnswer } from "./launched.ts"
import { DEFAULT_GRACE_SECONDS } from "./limits.ts"
import { endStrays, kill } from "./strays.ts"
import { type Line, numberOf } from "./wardenProtocol.ts"

/** The parts of the warden's process that a run needs. */
export interface WardenLine {
  send(verb: string, fields: Readonly<Record<string, string | number>>): void
  kill(): void
}

/**
 * ms after the grace until a supervisor that reports nothing is killed, then the warden. (A supervisor reports leaks
 * after 5 s.)
 */
const SILENT_SUPERVISOR = 7000
const SILENT_WARDEN = 9000
/** A stop is sent again this often, ms: a user's program may have stopped the warden or supervisor by SIGSTOP. */
const REPEAT = 100

const ANSWERS: Readonly<Record<string, SignalAnswer>> = {
  ok: "ok",
  EXITED: "exited",
  PID_REUSED: "reused",
  NOT_OURS: "foreign",
  INVALID: "invalid",
  EPERM: "forbidden",
}

/** The server's end of one run under a supervisor. */
export class SupervisedRun implements Launched {
  readonly supervisorPid: number
  readonly pid: number
  readonly startTime: number
  readonly #run: string
  readonly #warden: WardenLine
  readonly #cgroup: string | null
  readonly #exited = deferred<{ code: number; cpu: number }>()
  readonly exited = this.#exited.promise
  readonly #limited = deferred<number>()
  readonly limited = this.#limited.promise
  readonly #refused = deferred<number>()
  readonly refused = this.#refused.promise
  readonly #ended = deferred<RunEnd>()
  readonly ended = this.#ended.promise
  readonly #signals = new Map<number, (answer: SignalAnswer) => void>()
  #nextSignal = 1
  #onStopped: (signal: number) => void = () => {}
  #deadline = Number.POSITIVE_INFINITY
  #timer: NodeJS.Timeout | undefined
  #isEnded = false

  constructor(started: Line, warden: WardenLine, cgroup: string | null) {
    this.#run = started.fields.get("run") ?? ""
    this.supervisorPid = numberOf(started, "supervisor")
    this.pid = numberOf(started, "pid")
    this.startTime = numberOf(started, "start")
    this.#warden = warden
    this.#cgroup = cgroup
  }

  /** Handles a line from the supervisor. Returns true at its last line. */
  take(line: Line): boolean {
    switch (line.verb) {
      case "exited":
        this.#exited.resolve({ code: numberOf(line, "code"), cpu: numberOf(line, "cpu") })
        return false
      case "stopped":
        this.#onStopped(numberOf(line, "signal"))
        return false
      case "limit": {
        const reached = line.fields.get("limit") === "processes" ? this.#limited : this.#refused
        reached.resolve(numberOf(line, "value"))
        return false
      }
      case "signaled":
        this.#answer(numberOf(line, "id"), ANSWERS[line.fields.get("answer") ?? ""] ?? "exited")
        return false
      case "leaked":
        this.#end({ outcome: "leaked", pids: pidsOf(line) })
        return false
      case "ended":
        this.#end(endOf(line))
        return true
      default:
        return false
    }
  }

  /**
   * Warden and supervisor have ended without a last line. If there is a control group, it still lists its processes.
   */
  async lose(): Promise<void> {
    this.#calmDown()
    const group = this.#cgroup
    const pids = group === null ? [] : await endStrays(() => cgroupMembers(group), group)
    this.#end(pids.length > 0 ? { outcome: "leaked", pids } : { outcome: "lost", pids: [] })
  }

  leave(): void {
    if (!this.#isEnded) this.#warden.send("leave", { run: this.#run })
  }

  relay(): void {
    this.#warden.send("relay", { run: this.#run })
  }

  stop(graceSeconds = DEFAULT_GRACE_SECONDS): Promise<RunEnd> {
    if (this.#isEnded) return this.ended // its PIDs may have been reused
    this.#deadline = Math.min(this.#deadline, performance.now() + graceSeconds * 1000)
    if (this.#timer === undefined) this.#timer = setInterval(() => this.#insist(), REPEAT)
    this.#warden.send("stop", { run: this.#run, grace: graceSeconds })
    return this.ended
  }

  onStopped(listener: (signal: number) => void): void {
    this.#onStopped = listener
  }

  signal(
    pid: number,
    startTime: number,
    signal: NodeJS.Signals,
    target: "process" | "group" = "process",
  ): Promise<SignalAnswer> {
    if (this.#isEnded) return Promise.resolve("exited")
    const id = this.#nextSignal++
    const answer = new Promise<SignalAnswer>((resolve) => this.#signals.set(id, resolve))
    void this.ended.then(() => this.#answer(id, "exited"))
    const number = constants.signals[signal] ?? 0
    const group = target === "group" ? 1 : 0
    this.#warden.send("signal", { run: this.#run, id, pid, start: startTime, signal: number, group })
    return answer
  }

  #answer(id: number, answer: SignalAnswer): void {
    this.#signals.get(id)?.(answer)
    this.#signals.delete(id)
  }

  #insist(): void {
    const late = performance.now() - this.#deadline
    if (late > SILENT_WARDEN) this.#warden.kill()
    else if (late > SILENT_SUPERVISOR) kill(this.supervisorPid, "SIGKILL")
    else this.#warden.send("stop", { run: this.#run, grace: Math.max(0, Math.ceil(-late / 1000)) })
  }

  #end(end: RunEnd): void {
    this.#isEnded = true
    this.#calmDown()
    this.#ended.resolve(end)
  }

  #calmDown(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}

const pidsOf = (line: Line) => (line.fields.get("pids") ?? "").split(",").filter(Boolean).map(Number)

function endOf(line: Line): RunEnd {
  const outcome = line.fields.get("outcome")
  if (outcome === "lost") return { outcome, pids: [] }
  const left = pidsOf(line)
  return { outcome: "ended", pids: [], cpu: numberOf(line, "cpu"), ...(left.length > 0 ? { left } : {}) }
}
