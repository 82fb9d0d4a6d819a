import { existsSync } from "node:fs"
import { uptime } from "node:os"
import { monotonicMicros } from "../clock.ts"
import type { SourceIntake } from "../intake.ts"
import { readStartTime } from "../kernel/procReader.ts"
import { KernelKey } from "../keyedFact.ts"

/** The first word of a process. */
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

/** A child as its parent tells of it. */
interface Child {
  key: string
  pid: number
  ppid: number
  startMethod: "exec" | "fork" | "spawn" | "forkserver"
  /** The parent's key. */
  parent: string
}

/** Of the kernel's start times: USER_HZ is 100 on every Linux. */
const MICROS_PER_TICK = 10_000
/** How far an estimated start time may be from the kernel's: a second. A PID comes again much later. */
const TICKS_APART = 100
/** µs */
const BOOT_KNOWN_FOR = 1_000_000

/**
 * Who is who. A process names itself by PID and start time; the process object that its parent made has a key of its own,
 * and once the two are known to be one, that key is used.
 */
export class Processes {
  readonly #intake: SourceIntake
  readonly #hasLog: (pid: number) => boolean
  /** By the name a process gives itself: the key that is used for it. */
  readonly #keys = new Map<string, string>()
  /** By PID: the newest process that spoke without saying whose child it is. */
  readonly #nameless = new Map<number, string>()
  /** By PID: the key of a child that its parent has started and that has not spoken yet. */
  readonly #expected = new Map<number, { key: string; startMethod: string }>()
  readonly #created = new Set<string>()
  readonly #spawned = new Set<string>()
  /** By key: the version of its interpreter. */
  readonly #versions = new Map<string, string>()
  #isMainTold = false
  /** What the time since boot is ahead of the monotonic clock, µs, and when that was asked: it grows while the machine sleeps. */
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

  /** A process object was made, and reported. */
  created(key: string): void {
    this.#created.add(key)
  }

  /** A process begins to speak. */
  hello(at: number, hello: Hello): void {
    const { ident, ppid, version, proc, name, parent } = hello
    const [, pid = 0, startTime] = ident.split(":").map(Number)
    const expected = proc === undefined ? this.#expected.get(pid) : undefined
    this.#expected.delete(pid)
    const key = proc ?? expected?.key ?? ident
    if (key === ident) this.#nameless.set(pid, ident)
    this.#keys.set(ident, key)
    this.#bind(key, ident, at)
    // The variable that names the parent goes on through programs that are no Python: those are the parent then.
    const isChildOf = parent !== undefined && proc === undefined && Number(parent.split(":")[1]) === ppid
    const startMethod = expected?.startMethod ?? hello.startMethod
    const isMain = !this.#isMainTold && parent === undefined && hello.role === undefined
    if (isMain) this.#isMainTold = true
    this.#intake.takeUntrusted({
      type: "process.spawned",
      at,
      proc: key,
      pid,
      ppid,
      startTime,
      role: hello.role ?? (isMain ? "main" : "child"),
      ...(startMethod === undefined ? {} : { startMethod }),
      ...(name === undefined ? {} : { name }),
      ...(isChildOf ? { parent: this.keyOf(parent) } : {}),
    })
    this.#spawned.add(key)
    this.#probed(at, key, version)
  }

  /** A process that spoke already turns out to be one that its parent had made. */
  becomes(at: number, ident: string, key: string, name: string, startMethod: string): void {
    const [, pid, startTime] = ident.split(":").map(Number)
    if (this.keyOf(ident) === key) return
    this.#keys.set(ident, key)
    this.#bind(key, ident, at)
    this.#spawned.add(key)
    const names = name === "" ? {} : { name }
    this.#intake.takeUntrusted({
      type: "process.spawned",
      at,
      proc: key,
      pid,
      ppid: 0,
      startTime,
      ...names,
      startMethod,
    })
  }

  role(at: number, ident: string, role: "worker" | "manager"): void {
    const [, pid, startTime] = ident.split(":").map(Number)
    this.#intake.takeUntrusted({ type: "process.spawned", at, proc: this.keyOf(ident), pid, ppid: 0, startTime, role })
  }

  /**
   * A parent tells which PID its child got. What is exec'd speaks for itself, or not at all; a forked child does so once it
   * does something that is watched.
   *
   * @returns false when it may still speak.
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
    // Mostly it is gone by now, and to be told so by an error takes long.
    const known = existsSync(`/proc/${pid}`) ? readStartTime(pid) : undefined
    const startTime = known ?? (isFork ? this.#startTimeBefore(at, pid) : undefined)
    if (startTime === undefined) return
    this.#expected.delete(pid)
    this.#bind(key, `py:${pid}:${startTime}`, at)
    this.#spawned.add(key)
    this.#intake.take({ type: "process.spawned", at, proc: key, pid, ppid, startTime, startMethod, parent })
    const version = this.#versions.get(parent)
    if (isFork && version !== undefined) this.#probed(at, key, version)
  }

  /** Of a process that is gone: what the kernel said while it lived, or when its parent had it. In the kernel's ticks. */
  #startTimeBefore(at: number, pid: number): number {
    if (at - this.#bootKnownAt > BOOT_KNOWN_FOR) {
      this.#bootKnownAt = at
      this.#booted = uptime() * 1e6 - monotonicMicros()
    }
    const sinceBoot = this.#booted + at
    const estimate = Math.floor(sinceBoot / MICROS_PER_TICK)
    const known = this.#intake.startTimeOf(pid)
    return known !== undefined && Math.abs(known - estimate) < TICKS_APART ? known : estimate
  }

  #probed(at: number, key: string, version: string): void {
    this.#versions.set(key, version)
    this.#intake.take({ type: "process.probed", at, proc: key, probe: "python", version })
    this.#intake.observed(key, at)
  }

  #bind(key: string, ident: string, at: number): void {
    const [, pid, startTime] = ident.split(":").map(Number)
    this.#intake.bind(key, new KernelKey(Number(pid), Number(startTime)), at)
  }
}
