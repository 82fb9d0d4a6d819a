import { type ChildProcess, spawn } from "node:child_process"
import type { Socket } from "node:net"
import { constants } from "node:os"
import { inspect } from "node:util"
import { AssertionError, type ErrorDescription, reviveError } from "../errors.ts"
import { factKey, observer } from "../observe/observer.ts"
import { startTime, unreapedChildren } from "../process/children.ts"
import { checkRoomFor, spawnError } from "../process/spawnError.ts"
import type { JoinableQueue, Queue } from "../queue/queue.ts"
import { type Identity, identity, identityForChild, newIdentity } from "../self/identity.ts"
import { holding } from "../self/keepAlive.ts"
import type { Event, Lock, RLock, Semaphore, Value } from "../sync/sync.ts"
import { decode, encode } from "../wire/codec.ts"
import { childArguments, childEnvironment } from "../wire/environment.ts"
import { LineChannel } from "./channel.ts"
import type { ManagedType, ManagerAnswer, ManagerRequest } from "./runManager.ts"

const EAGAIN = 11

/** A separate process that keeps queues, locks and values for others, as Python's `SyncManager`. */
export class SyncManager {
  readonly #identity: Identity
  readonly #process: ChildProcess
  readonly #channel: LineChannel
  readonly #ended: Promise<void>

  constructor() {
    if (identity().daemon) throw new AssertionError("daemonic processes are not allowed to have children")
    checkRoomFor(unreapedChildren().length)
    this.#identity = newIdentity("manager", "SyncManager")
    const { key: proc, name } = this.#identity
    const common = { proc, parent: observer.processKey, name, startMethod: "spawn" }
    observer.emit({ type: "process.created", ...common, daemon: false })
    this.#process = spawn(process.execPath, childArguments("manager"), {
      env: childEnvironment(),
      stdio: ["ignore", "inherit", "inherit", "pipe"],
    })
    this.#ended = new Promise((resolve) => {
      this.#process.once("exit", (code, signal) => {
        const exitCode = signal ? -constants.signals[signal] : code
        observer.emit({ type: "process.exited", proc, exitCode })
        observer.emit({ type: "process.reaped", proc, exitCode })
        resolve()
      })
    })
    const { pid } = this.#process
    if (pid === undefined) {
      this.#process.once("error", () => undefined)
      throw spawnError({ code: "EAGAIN", errno: EAGAIN, message: "cannot start a manager" })
    }
    if (observer.isObserved) {
      const times = { ppid: process.pid, startTime: startTime(pid) }
      observer.emit({ type: "process.spawned", ...common, pid, ...times, role: "manager" })
    }
    this.#process.unref()
    const socket = this.#process.stdio[3] as Socket
    socket.unref()
    socket.on("error", () => undefined)
    this.#channel = new LineChannel(socket)
    this.#ask({ identity: identityForChild(this.#identity) })
  }

  get [factKey](): string {
    return this.#identity.key
  }

  get pid(): number {
    return this.#process.pid as number
  }

  get name(): string {
    return this.#identity.name
  }

  Queue<T = unknown>(maxsize = 0): Queue<T> {
    return this.#make("Queue", maxsize) as Queue<T>
  }

  JoinableQueue<T = unknown>(maxsize = 0): JoinableQueue<T> {
    return this.#make("JoinableQueue", maxsize) as JoinableQueue<T>
  }

  Lock(): Lock {
    return this.#make("Lock") as Lock
  }

  RLock(): RLock {
    return this.#make("RLock") as RLock
  }

  Semaphore(value = 1): Semaphore {
    return this.#make("Semaphore", value) as Semaphore
  }

  Event(): Event {
    return this.#make("Event") as Event
  }

  Value<T>(value: T): Value<T> {
    return this.#make("Value", value) as Value<T>
  }

  /** Ends the manager and all objects that it keeps. */
  async shutdown(): Promise<void> {
    const socket = this.#process.stdio[3] as Socket
    socket.destroy()
    await holding(this.#ended)
  }

  [inspect.custom](): string {
    return `<SyncManager name='${this.name}' pid=${this.pid}>`
  }

  #make(make: ManagedType, ...args: unknown[]): unknown {
    return decode(this.#ask({ make, args: encode(args).toString("base64") }))
  }

  #ask(request: ManagerRequest): Buffer {
    const answer = this.#channel.ask(request) as ManagerAnswer
    if ("object" in answer) return Buffer.from(answer.object, "base64")
    throw reviveError(decode(Buffer.from(answer.error, "base64")) as ErrorDescription)
  }
}

/** Starts a manager; it is ready when the call returns. It ends with `shutdown()` or with this process. */
export function Manager(): SyncManager {
  return new SyncManager()
}
