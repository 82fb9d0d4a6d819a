import { inspect } from "node:util"
import { ValueError } from "../errors.ts"
import { hub } from "../hub/hub.ts"
import { isManaged } from "../hub/proxy.ts"
import { factKey, observer } from "../observe/observer.ts"
import { checkSpawning, type Handle, registerHandle } from "../wire/codec.ts"
import type { QueueKind } from "./facts.ts"
import { LocalQueue } from "./local.ts"
import type { QueuePort } from "./port.ts"
import { FOREVER, NOT_AT_ALL, type Wait } from "./protocol.ts"
import { RemoteQueue } from "./remote.ts"

/** The bound when none is given: the largest value of a semaphore on Linux. */
const UNBOUNDED = 2_147_483_647

/** How a call waits: by default for ever; `timeout` in seconds. */
export interface WaitOptions {
  block?: boolean
  timeout?: number | null
}

/** What a Queue object of an existing queue is made of; for the library's own use. */
export interface QueueParts {
  port: QueuePort
  key: string
  maxsize: number
  managed: boolean
}

let count = 0

/**
 * A queue for many processes, first in first out, as Python's `multiprocessing.Queue`. It lives in the process that
 * made it; in a child that got it as an argument the object is a proxy. Values are copied when they are put.
 */
export class Queue<T = unknown> {
  readonly pickle: () => Handle
  readonly kind: QueueKind
  readonly [factKey]: string
  readonly #port: QueuePort
  readonly #maxsize: number
  #isClosed = false

  /** @param maxsize the most items; 0 or less, or none: 2147483647 */
  constructor(maxsize: number | QueueParts = 0, kind: QueueKind = "queue") {
    if (typeof maxsize === "object") {
      this.#port = maxsize.port
      this.#maxsize = maxsize.maxsize
      this[factKey] = maxsize.key
    } else {
      if (!Number.isInteger(maxsize)) throw new TypeError(`expected an integer as maxsize, got ${String(maxsize)}`)
      this.#maxsize = maxsize > 0 ? Math.min(maxsize, UNBOUNDED) : UNBOUNDED
      this[factKey] = observer.newKey()
      this.#port = new LocalQueue(this[factKey], `Queue-${++count}`, this.#maxsize, kind)
    }
    const managed = isManaged(typeof maxsize === "object" ? { managed: maxsize.managed } : undefined)
    this.kind = kind
    this.pickle = () => {
      if (!managed) checkSpawning(this.constructor.name)
      return {
        kind: this.kind === "joinable" ? "joinableQueue" : "queue",
        queueKind: this.kind,
        maxsize: this.#maxsize,
        key: this[factKey],
        managed,
        ...this.#port.handle(),
      }
    }
  }

  /** The bound in effect. */
  get maxsize(): number {
    return this.#maxsize
  }

  /**
   * Puts a value, waiting for a free place.
   *
   * @throws Full when there was none in time, PicklingError, ValueError when this process closed the queue
   */
  put(value: T, options?: WaitOptions): Promise<void> {
    if (this.#isClosed) return Promise.reject(this.#closed())
    return this.#port.put(value, options === undefined ? FOREVER : waitOf(options))
  }

  /** Gets the first value, waiting for one. @throws Empty when there was none in time */
  get(options?: WaitOptions): Promise<T> {
    if (this.#isClosed) return Promise.reject(this.#closed())
    return this.#port.get(options === undefined ? FOREVER : waitOf(options)) as Promise<T>
  }

  /** Puts a value if there is a free place at this moment. @throws Full */
  putNowait(value: T): Promise<void> {
    return this.put(value, { block: false })
  }

  /** Gets a value if there is one at this moment. @throws Empty */
  getNowait(): Promise<T> {
    return this.get({ block: false })
  }

  /** Whether it was full when asked; the answer may be out of date at once. */
  full(): Promise<boolean> {
    return this.#port.call("full") as Promise<boolean>
  }

  /** Whether it was empty when asked. */
  empty(): Promise<boolean> {
    return this.#port.call("empty") as Promise<boolean>
  }

  /** The number of items when asked. */
  qsize(): Promise<number> {
    return this.#port.call("qsize") as Promise<number>
  }

  /** Ends the use of the queue in this process. Other processes can go on. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.#port.call("close")
  }

  /** The calls that only a joinable queue has. */
  protected async call(method: "taskDone" | "join"): Promise<void> {
    await this.#port.call(method)
  }

  [inspect.custom](): string {
    return `<${this.constructor.name} maxsize=${this.#maxsize}${this.#isClosed ? " closed" : ""}>`
  }

  #closed(): ValueError {
    return new ValueError(`${inspect(this)} is closed`)
  }
}

/** A queue that knows whether all items put into it are done. */
export class JoinableQueue<T = unknown> extends Queue<T> {
  constructor(maxsize: number | QueueParts = 0) {
    super(maxsize, "joinable")
  }

  /** Marks one item that was got as done. @throws ValueError when called more often than items were put */
  taskDone(): Promise<void> {
    return this.call("taskDone")
  }

  /** Waits until every item put is marked as done. */
  join(): Promise<void> {
    return this.call("join")
  }
}

function waitOf({ block = true, timeout }: WaitOptions): Wait {
  if (!block) return NOT_AT_ALL
  if (timeout === undefined || timeout === null) return FOREVER
  if (typeof timeout !== "number" || Number.isNaN(timeout)) {
    throw new TypeError(`expected seconds as timeout, got ${String(timeout)}`)
  }
  return { block: true, timeout }
}

function partsOf({ address, id, maxsize, key, managed }: Handle): QueueParts {
  const local = hub.isOwn(address) ? (hub.object(id) as { local?: unknown } | undefined)?.local : undefined
  const port = local ? (local as LocalQueue) : RemoteQueue.at(address, id, maxsize as number)
  return { port, maxsize: maxsize as number, key: key as string, managed: managed === true }
}

registerHandle("queue", (handle) => new Queue(partsOf(handle), handle.queueKind as QueueKind))
registerHandle("joinableQueue", (handle) => new JoinableQueue(partsOf(handle)))
