import { inspect } from "node:util"
import { AssertionError, PicklingError, ValueError } from "../errors.ts"
import { hub } from "../hub/hub.ts"
import { BOOT, head } from "../hub/protocol.ts"
import { factKey, observer } from "../observe/observer.ts"
import type { ProcessBoot } from "../self/boot.ts"
import { type Identity, identity, identityForChild, newIdentity } from "../self/identity.ts"
import { encode, whileSpawning } from "../wire/codec.ts"
import { childArguments, childEnvironment } from "../wire/environment.ts"
import { previewArgs } from "../wire/preview.ts"
import { describeTarget, type Target, type TargetDescription, targetName } from "../wire/targets.ts"
import { waitAtExit } from "./atExit.ts"
import { Child, reapDead, startTime, unreapedChildren } from "./children.ts"
import { checkRoomFor } from "./spawnError.ts"
import { spawner } from "./spawnerClient.ts"
import { untilDead } from "./wait.ts"

export interface ProcessOptions {
  target?: Target | null
  args?: unknown[]
  /** Passed to the target as one last argument, an object. */
  kwargs?: Record<string, unknown>
  name?: string
  /** A daemonic process is terminated when its parent ends and may have no children. Inherited by default. */
  daemon?: boolean
}

/** The work that a parent gives to its child. */
export interface Job {
  target: TargetDescription | null
  args: unknown[]
}

/**
 * A process that runs one function, as Python's `multiprocessing.Process`. `start`, `isAlive` and `exitCode` return at
 * once, `join` returns a promise. A dead child stays a zombie until one of `join`, `isAlive`, `exitCode`,
 * `activeChildren` or another `start` collects it; each of them collects all children that are dead at that moment.
 */
export class Process {
  readonly pickle = () => {
    throw new PicklingError("cannot pickle a Process: it belongs to the process that made it")
  }
  readonly kind = "process"
  readonly #identity: Identity
  readonly #parentPid = process.pid
  readonly #job: { target: Target | undefined; args: unknown[]; kwargs: Record<string, unknown> }
  #child: Child | undefined
  #isClosed = false

  constructor(options: ProcessOptions = {}) {
    const { args = [], kwargs = {}, name, daemon } = options
    const target = options.target ?? undefined
    this.#identity = newIdentity("child", "Process", { name: name === undefined ? name : String(name), daemon })
    this.#job = { target, args: [...args], kwargs: { ...kwargs } }
    observer.emit({
      type: "process.created",
      proc: this[factKey],
      parent: observer.processKey,
      name: this.name.slice(0, 200),
      target: target && targetName(target).slice(0, 200),
      args: previewArgs(this.#arguments()),
      daemon: this.daemon,
      startMethod: "spawn",
    })
    spawner.prepare()
  }

  /** The key of this process in facts. */
  get [factKey](): string {
    return this.#identity.key
  }

  get name(): string {
    return this.#identity.name
  }

  set name(name: string) {
    this.#identity.name = String(name)
  }

  get daemon(): boolean {
    return this.#identity.daemon
  }

  set daemon(daemon: boolean) {
    assert(!this.#child, "process has already started")
    this.#identity.daemon = daemon
  }

  /** The PID; null before `start`. */
  get pid(): number | null {
    return this.#child?.pid ?? null
  }

  /** Null while it runs or before it started; negative when a signal ended it. */
  get exitCode(): number | null {
    this.#checkOpen()
    if (this.#child && !this.#child.isReaped) reapDead()
    return this.#child?.exitCode ?? null
  }

  /**
   * Starts the process. The target and its arguments are pickled now.
   *
   * @throws AssertionError when it was started before, PicklingError, OSError when the kernel refuses a process
   */
  start(): void {
    this.#checkOpen()
    assert(!this.#child, "cannot start a process twice")
    assert(this.#parentPid === process.pid, "can only start a process object created by current process")
    assert(!identity().daemon, "daemonic processes are not allowed to have children")
    const { target } = this.#job
    const job: Job = { target: target === undefined ? null : describeTarget(target), args: this.#arguments() }
    const bytes = whileSpawning(() => encode(job))
    reapDead()
    checkRoomFor(unreapedChildren().length)
    const { key } = this.#identity
    const boot: ProcessBoot = { identity: identityForChild(this.#identity), address: hub.address }
    hub.expect(key, {
      onHello: (peer) => {
        if (this.#child) this.#child.isConnected = true
        peer.link.send(head(BOOT, 0), bytes)
      },
      onGone: () => this.#child?.died(),
    })
    try {
      const pid = spawner.spawn({
        file: process.execPath,
        args: childArguments("process"),
        env: childEnvironment(),
        boot: `${JSON.stringify(boot)}\n`,
      })
      this.#child = new Child(key, pid, this.daemon)
    } catch (error) {
      hub.forget(key)
      throw error
    }
    owners.set(this.#child, this)
    waitAtExit()
    this.#tellStarted(this.#child.pid)
  }

  /**
   * Waits until the process has ended and collects its exit status.
   *
   * @param timeout seconds to wait at most; after that the process still runs and `exitCode` is null
   */
  async join(timeout?: number): Promise<void> {
    this.#checkOpen()
    assert(this.#parentPid === process.pid, "can only join a child process")
    const child = this.#child
    assert(child, "can only join a started process")
    const op = observer.isObserved ? observer.newKey() : ""
    const caller = { proc: observer.processKey, op }
    const wait = timeout === undefined ? undefined : Math.max(0, timeout)
    observer.emit({ type: "join.started", ...caller, target: { proc: this[factKey] }, timeout: wait })
    if (wait === 0 && !child.isReaped) reapDead()
    const hasEnded = await untilDead(child, wait)
    if (hasEnded) await child.reap()
    observer.emit({ type: "join.finished", ...caller, outcome: hasEnded ? "ok" : "timeout" })
  }

  /** Whether it runs. Like `join` and `exitCode`, this collects dead children. */
  isAlive(): boolean {
    this.#checkOpen()
    assert(this.#parentPid === process.pid, "can only test a child process")
    if (this.#child && !this.#child.isReaped) reapDead()
    const alive = this.#child !== undefined && !this.#child.isReaped
    observer.emit({ type: "process.checked", proc: this[factKey], from: observer.processKey, alive })
    return alive
  }

  /** Sends SIGTERM. The process may still be alive a moment later, and is a zombie until it is collected. */
  terminate(): void {
    this.#signal("SIGTERM")
  }

  /** Sends SIGKILL. */
  kill(): void {
    this.#signal("SIGKILL")
  }

  /** Releases the object: later calls on it throw. @throws ValueError while the process runs */
  close(): void {
    if (this.#isClosed) return
    if (this.#child && this.exitCode === null) {
      throw new ValueError(
        "Cannot close a process while it is still running. You should first call join() or terminate().",
      )
    }
    this.#isClosed = true
  }

  [inspect.custom](): string {
    const state = !this.#child
      ? "initial"
      : this.#child.isReaped
        ? `stopped exitcode=${this.#child.exitCode}`
        : "started"
    const pid = this.#child ? ` pid=${this.#child.pid}` : ""
    return `<Process name='${this.name}'${pid} parent=${this.#parentPid} ${state}${this.daemon ? " daemon" : ""}>`
  }

  #signal(signal: "SIGTERM" | "SIGKILL"): void {
    this.#checkOpen()
    assert(this.#parentPid === process.pid, "can only terminate a child process")
    const child = this.#child
    assert(child, "can only terminate a started process")
    if (child.isReaped) return
    observer.emit({ type: "process.signaled", proc: this[factKey], signal, from: observer.processKey })
    observer.flush()
    process.kill(child.pid, signal)
  }

  #arguments(): unknown[] {
    const { args, kwargs } = this.#job
    return Object.keys(kwargs).length > 0 ? [...args, kwargs] : args
  }

  #tellStarted(pid: number): void {
    if (!observer.isObserved) return
    observer.emit({
      type: "process.spawned",
      proc: this[factKey],
      pid,
      ppid: process.pid,
      startTime: startTime(pid),
      parent: observer.processKey,
      name: this.name.slice(0, 200),
      startMethod: "spawn",
      role: "child",
    })
    // Flushed at once: when many are started in a row, the kernel source would otherwise report a child before we do.
    observer.flush()
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new ValueError("process object is closed")
  }
}

const owners = new WeakMap<Child, Process>()

/** The children of this process that are alive. Collects those that are dead. */
export function activeChildren(): Process[] {
  reapDead()
  return unreapedChildren().flatMap((child) => owners.get(child) ?? [])
}

function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message)
}
