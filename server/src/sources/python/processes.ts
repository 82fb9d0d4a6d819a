import { existsSync } from "node:fs"
import { uptime } from "node:os"
import { monotonicMicros } from "../clock.ts"
import type { SourceIntake } from "../intake.ts"
import { readStartTime } from "../kernel/procReader.ts"
import { KernelKey } from "../keyedFact.ts"

/** The first record of a process. */
export interface Hello {
  ident: string
  ppid: number
  version: string
  startMethod?: string | undefined
  proc?: string | undefined
  name?: string | undefined
  parent?: string | undefined
  role?: string | undefined
}

/** A child as its parent reports it. */
interface Child {
  key: string
  pid: number
  ppid: number
  startMethod: "exec" | "fork" | "spawn" | "forkserver"
  /** The parent's key. */
  parent: string
}

/** µs per tick of the kernel's start times: USER_HZ is 100 on every Linux. */
const MICROS_PER_TICK = 10_000
/** Largest error of an estimated start time, in ticks: a second. PIDs are reused much later. */
const TICKS_APART = 100
/** How long a measurement of the boot time stays valid, µs. */
const BOOT_KNOWN_FOR = 1_000_000

/**
 * Identifies processes. A process identifies itself by PID and start time; the process object that its parent made has
 * another key. Once both are known to be the same process, the key of the object is used.
 */
export class Processes {
  readonly #intake: SourceIntake
  readonly #hasLog: (pid: number) => boolean
  /** By the key that a process gives itself: the key that is used for it. */
  readonly #keys = new Map<string, string>()
  /** By PID: the newest process that reported without saying whose child it is. */
  readonly #nameless = new Map<number, string>()
  /** By PID: the key of a child that its parent has started and that has not reported yet. */
  readonly #expected = new Map<number, { key: string; startMethod: string }>()
  readonly #created = new Set<string>()
  readonly #spawned = new Set<string>()
  /** Version of its interpreter, by key. */
  readonly #versions = new Map<string, string>()
  #isMainTold = false
  /** Time since boot minus the monotonic clock, µs, and when it was measured: it grows while the machine sleeps. */
  #booted = 0
  #bootKnownAt = Number.NEGATIVE_INFINITY

  /** @param hasLog Whether a process with this PID keeps a log. */
  constructor(intake: SourceIntake, hasLog: (pid: number) => boolean) {
    this.#intake = intake
    this.#hasLog = hasLog
  }

  keyOf(ident: string): string {
    return this.#keys.get(ident) ?? ident
  }

  isSpawned(key: string): boolean {
    return this.#spawned.has(key)
  }

  isKnown(key: string): boolean {
    return this.#spawned.has(key) || this.#created.has(key)
  }

  /** Call it when a process object was made and reported. */
  created(key: string): void {
    this.#created.add(key)
  }

  /** Handles the first record of a process. */
  hello(at: number, hello: Hello): void {
    const { ident, ppid, version, proc, name, parent } = hello
    const { pid } = kernelKeyOf(ident)
    const expected = proc === undefined ? this.#expected.get(pid) : undefined
    this.#expected.delete(pid)
    const key = proc ?? expected?.key ?? ident
    if (key === ident) this.#nameless.set(pid, ident)
    this.#keys.set(ident, key)
    this.#bind(key, ident, at)
    // Programs that are not Python pass on the variable that names the parent: those programs are the parent then.
    const isChildOf = parent !== undefined && proc === undefined && Number(parent.split(":")[1]) === ppid
    const startMethod = expected?.startMethod ?? hello.startMethod
    const isMain = !this.#isMainTold && parent === undefined && hello.role === undefined
    if (isMain) this.#isMainTold = true
    this.#reportSpawned(at, ident, {
      proc: key,
      ppid,
      role: hello.role ?? (isMain ? "main" : "child"),
      ...(startMethod === undefined ? {} : { startMethod }),
      ...(name === undefined ? {} : { name }),
      ...(isChildOf ? { parent: this.keyOf(parent) } : {}),
    })
    this.#spawned.add(key)
    this.#probed(at, key, version)
  }

  /** A process that has reported already turns out to be the child of a known process object. */
  becomes(at: number, ident: string, key: string, name: string, startMethod: string): void {
    if (this.keyOf(ident) === key) return
    this.#keys.set(ident, key)
    this.#bind(key, ident, at)
    this.#spawned.add(key)
    this.#reportSpawned(at, ident, { proc: key, ...(name === "" ? {} : { name }), startMethod })
  }

  /** @param name What the library that made it calls it; absent: nothing else than before. */
  role(at: number, ident: string, role: "worker" | "manager", name?: string): void {
    this.#reportSpawned(at, ident, { proc: this.keyOf(ident), role, ...(name === undefined ? {} : { name }) })
  }

  /**
   * A parent reports the PID of its child. A child that was exec'd reports itself, or never; a forked child reports
   * itself at its first observed operation.
   *
   * @returns false while the child may still report itself.
   */
  started(at: number, child: Child, isForced: boolean): boolean {
    const { key, pid, startMethod } = child
    if (this.#spawned.has(key)) return true
    const ident = this.#nameless.get(pid)
    this.#nameless.delete(pid)
    if (ident === undefined) this.#expected.set(pid, { key, startMethod })
    else this.becomes(at, ident, key, "", startMethod)
    if (this.#spawned.has(key)) return true
    if (!isForced && (startMethod !== "fork" || this.#hasLog(pid))) return false
    this.#startedSilently(at, child)
    return true
  }

  #startedSilently(at: number, { key, pid, ppid, startMethod, parent }: Child): void {
    const isFork = startMethod === "fork"
    // Mostly it has ended by now, and finding that out by an exception is slow.
    const known = existsSync(`/proc/${pid}`) ? readStartTime(pid) : undefined
    const startTime = known ?? (isFork ? this.#startTimeBefore(at, pid) : this.#reportedStart(at, pid))
    if (startTime === undefined) {
      this.#intake.identity.expect(pid, key)
      return
    }
    this.#expected.delete(pid)
    this.#bind(key, `py:${pid}:${startTime}`, at)
    this.#spawned.add(key)
    this.#intake.take({ type: "process.spawned", at, proc: key, pid, ppid, startTime, startMethod, parent })
    const version = this.#versions.get(parent)
    if (isFork && version !== undefined) this.#probed(at, key, version)
  }

  /**
   * Start time, in the kernel's ticks, of a process that has ended: as the kernel reported it, else estimated from
   * `at`.
   */
  #startTimeBefore(at: number, pid: number): number {
    return this.#reportedStart(at, pid) ?? this.#estimatedStart(at)
  }

  #reportedStart(at: number, pid: number): number | undefined {
    const known = this.#intake.identity.startTimeOf(pid)
    return known !== undefined && Math.abs(known - this.#estimatedStart(at)) < TICKS_APART ? known : undefined
  }

  #estimatedStart(at: number): number {
    if (at - this.#bootKnownAt > BOOT_KNOWN_FOR) {
      this.#bootKnownAt = at
      this.#booted = uptime() * 1e6 - monotonicMicros()
    }
    return Math.floor((this.#booted + at) / MICROS_PER_TICK)
  }

  #probed(at: number, key: string, version: string): void {
    this.#versions.set(key, version)
    this.#intake.take({ type: "process.probed", at, proc: key, probe: "python", version })
    this.#intake.observed(key, at)
  }

  #bind(key: string, ident: string, at: number): void {
    this.#intake.bind(key, kernelKeyOf(ident), at)
  }

  #reportSpawned(at: number, ident: string, fields: object): void {
    const { pid, startTime } = kernelKeyOf(ident)
    this.#intake.takeUntrusted({ type: "process.spawned", at, pid, ppid: 0, startTime, ...fields })
  }
}

/** The PID and start time in `py:<pid>:<start time>`. */
function kernelKeyOf(ident: string): KernelKey {
  const [, pid, startTime] = ident.split(":").map(Number)
  return new KernelKey(Number(pid), Number(startTime))
}
