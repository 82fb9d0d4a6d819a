import { writeSync } from "node:fs"
import { connect, type Socket } from "node:net"

/** Property of every shared object and process: its key in facts. */
export const factKey = Symbol.for("forkscope.factKey")

/** One thing that happened: an event of shared/src/events without seq, src and at, its ids as string keys. */
interface RuntimeFact {
  type: string
  [field: string]: unknown
}

/** The identity of this process, as sent in the first line on the socket. */
export interface ObservedIdentity {
  key: string
  name: string
  role: "main" | "child" | "worker" | "manager"
  /** Key of the process that started it, if this library did. */
  parent?: string | undefined
  /** Further details about the process for the server. */
  [detail: string]: unknown
}

/**
 * A probe that was loaded before this library and put itself on the global object. Both use one key for the process.
 */
export interface Probed {
  key: string
  /** FORKSCOPE_SOCKET, which the probe removes from the environment that the program sees. */
  socket: string
  /** Gives the probe the identity of the process where this library knows it better. */
  adopt(identity: ObservedIdentity): void
}

export const probedSymbol = Symbol.for("forkscope.probed")
const probed = () => (globalThis as { [probedSymbol]?: Probed })[probedSymbol]

interface Batch {
  bytes: Buffer
  facts: number
}

/** Above this many bytes waiting for a slow reader, the oldest facts are dropped and counted. */
const BOUND = 4 << 20
const RETRY_MS = 20
const LAST_WAIT_MS = 1000

const wouldBlock = (error: unknown) => (error as NodeJS.ErrnoException).code === "EAGAIN"

/** A new process's key: 16 hex digits, different from the others of a run. */
export function randomKey(): string {
  const half = () => Math.floor(Math.random() * 2 ** 32)
  return [half(), half()].map((part) => part.toString(16).padStart(8, "0")).join("")
}

/** µs of CLOCK_MONOTONIC: the clock that all processes of the machine share. */
export function monotonicMicros(): number {
  const [seconds, nanos] = process.hrtime()
  return seconds * 1e6 + Math.floor(nanos / 1000)
}

/**
 * Reports what this process does to Forkscope, over the Unix socket that FORKSCOPE_SOCKET names.
 *
 * The format is newline-delimited JSON: a header object, then arrays of facts. Facts of one synchronous stretch are
 * written together, straight to the descriptor, in a microtask that runs before any continuation of user code: nothing
 * is lost when the process then exits or is killed. When unobserved, every method is one boolean test.
 */
class Observer {
  isObserved = false
  processKey = probed()?.key ?? randomKey()
  #count = 0
  #pending: RuntimeFact[] = []
  #backlog: Batch[] = []
  #backlogBytes = 0
  /** Bytes of the first batch that are already written. */
  #written = 0
  #dropped = 0
  #scheduled = false
  #socket: Socket | undefined
  #descriptor = -1
  #retry: NodeJS.Timeout | undefined

  /** Connects if a socket is named, and sends the identity of this process. Called once, when the identity is known. */
  start(identity: ObservedIdentity, path = process.env.FORKSCOPE_SOCKET ?? probed()?.socket) {
    this.processKey = identity.key
    probed()?.adopt(identity)
    if (!path || this.#socket) return
    const socket = connect(path)
    socket.unref()
    socket.on("error", () => this.#stop())
    socket.on("close", () => this.#stop())
    // libuv connects to a Unix path synchronously: the descriptor can be written to before the connect event.
    const descriptor = (socket as unknown as { _handle?: { fd: number } })._handle?.fd ?? -1
    this.#socket = socket
    if (descriptor < 0) return
    this.#descriptor = descriptor
    this.isObserved = true
    this.#append(`${JSON.stringify({ forkscope: 1, pid: process.pid, ppid: process.ppid, ...identity })}\n`, 0)
    this.#write()
    process.on("exit", () => this.#flushAtExit())
  }

  /** A key for a new entity (queue, task, op, …), unique across processes. */
  newKey(): string {
    return `${this.processKey}:${++this.#count}`
  }

  /** Reports one fact, with the present time unless it carries `at`. Fields that are undefined are left out. */
  emit(fact: RuntimeFact) {
    if (!this.isObserved) return
    const { type, ...fields } = fact
    this.#pending.push({ type, at: monotonicMicros(), ...fields })
    if (this.#scheduled) return
    this.#scheduled = true
    queueMicrotask(() => this.flush())
  }

  /** Writes pending facts now. Called before a user's function, which may never return. */
  flush() {
    this.#scheduled = false
    if (!this.isObserved) return
    if (this.#dropped > 0 && this.#backlog.length === 0) {
      this.#pending.push({ type: "run.dropped", at: monotonicMicros(), what: "facts", count: this.#dropped })
      this.#dropped = 0
    }
    if (this.#pending.length > 0) {
      this.#append(`${JSON.stringify(this.#pending)}\n`, this.#pending.length)
      this.#pending = []
    }
    this.#write()
  }

  #append(line: string, facts: number) {
    const bytes = Buffer.from(line)
    this.#backlog.push({ bytes, facts })
    this.#backlogBytes += bytes.length
    // A first batch that is partly written is kept: half a line would corrupt all that follow.
    const oldest = this.#written > 0 ? 1 : 0
    while (this.#backlogBytes > BOUND && this.#backlog.length > oldest + 1) {
      const [gone] = this.#backlog.splice(oldest, 1)
      this.#backlogBytes -= gone?.bytes.length ?? 0
      this.#dropped += gone?.facts ?? 0
    }
  }

  #write() {
    try {
      for (let batch = this.#backlog[0]; batch; batch = this.#backlog[0]) {
        this.#written += writeSync(this.#descriptor, batch.bytes, this.#written)
        if (this.#written < batch.bytes.length) continue
        this.#backlog.shift()
        this.#backlogBytes -= batch.bytes.length
        this.#written = 0
      }
    } catch (error) {
      if (!wouldBlock(error)) return this.#stop()
      this.#retry ??= setTimeout(() => {
        this.#retry = undefined
        this.flush()
      }, RETRY_MS).unref()
    }
  }

  #flushAtExit() {
    const end = Date.now() + LAST_WAIT_MS
    const nap = new Int32Array(new SharedArrayBuffer(4))
    this.flush()
    while (this.isObserved && this.#backlog.length > 0 && Date.now() < end) {
      Atomics.wait(nap, 0, 0, 5)
      this.flush()
    }
  }

  #stop() {
    if (!this.isObserved) return
    this.isObserved = false
    this.#backlog = []
    this.#pending = []
    clearTimeout(this.#retry)
    this.#socket?.destroy()
  }
}

export const observer = new Observer()
