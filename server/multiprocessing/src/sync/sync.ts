import type { HubObject } from "../hub/object.ts"
import { type ProxyParts, registerProxy, SharedProxy } from "../hub/proxy.ts"
import { observer } from "../observe/observer.ts"
import { decode, encode, type Handle, reviveHandle } from "../wire/codec.ts"
import { EventObject, RLockObject, SemaphoreObject, ValueObject } from "./objects.ts"

/** How a call waits: by default for ever; `timeout` in seconds. */
export interface AcquireOptions {
  block?: boolean
  timeout?: number | null
}

const counts = new Map<string, number>()

function nextName(kind: string): string {
  const count = (counts.get(kind) ?? 0) + 1
  counts.set(kind, count)
  return `${kind}-${count}`
}

/** The parts of a new object, which gets its own key in facts. */
function made(make: (key: string) => HubObject): ProxyParts {
  const key = observer.newKey()
  return { place: { object: make(key) }, key }
}

/** An object that can be acquired and released. */
abstract class Acquirable extends SharedProxy {
  /** Waits for it. @returns true when the caller has it; false when the time ran out */
  acquire({ block = true, timeout }: AcquireOptions = {}): Promise<boolean> {
    return this.port.call("acquire", block, timeout ?? undefined) as Promise<boolean>
  }

  /** Releases it. */
  async release(): Promise<void> {
    await this.port.call("release")
  }

  /** Runs a function while holding it, as Python's `with lock:`. */
  async with<T>(body: () => T | Promise<T>): Promise<T> {
    await this.acquire()
    try {
      return await body()
    } finally {
      await this.release()
    }
  }
}

/** A lock between processes. Any process may release it; it stays held when its holder dies. */
export class Lock extends Acquirable {
  constructor(parts?: ProxyParts) {
    super("lock", parts ?? made((key) => new SemaphoreObject(key, "lock", nextName("Lock"), 1, 1)))
  }
}

/** A lock that the process which holds it may acquire again, and must release equally often. */
export class RLock extends Acquirable {
  constructor(parts?: ProxyParts) {
    super("rlock", parts ?? made((key) => new RLockObject(key, nextName("RLock"))))
  }
}

/** A number of places. */
export class Semaphore extends Acquirable {
  constructor(value: number | ProxyParts = 1) {
    const make = (key: string) => new SemaphoreObject(key, "semaphore", nextName("Semaphore"), value as number)
    super("semaphore", typeof value === "object" ? value : made(make))
  }

  /** Free places at this moment. */
  getValue(): Promise<number> {
    return this.port.call("value") as Promise<number>
  }
}

/** A flag that processes wait for. */
export class Event extends SharedProxy {
  constructor(parts?: ProxyParts) {
    super("event", parts ?? made((key) => new EventObject(key, nextName("Event"))))
  }

  isSet(): Promise<boolean> {
    return this.port.call("isSet") as Promise<boolean>
  }

  /** Sets the flag: present and later waits return. */
  async set(): Promise<void> {
    await this.port.call("set")
  }

  async clear(): Promise<void> {
    await this.port.call("clear")
  }

  /** Waits until it is set. @returns false when it was not set within `timeout` seconds */
  wait(timeout?: number | null): Promise<boolean> {
    return this.port.call("acquire", true, timeout ?? undefined) as Promise<boolean>
  }
}

/** One value that processes share. Reading and writing are two steps: use its lock for `v += 1`. */
export class Value<T = unknown> extends SharedProxy {
  readonly #lock: RLock

  /** @param parts how an existing value is reached; for the library's own use */
  constructor(value: T, parts?: ProxyParts) {
    super("value", parts ?? made(() => new ValueObject(encode(value))))
    this.#lock = parts?.extra?.lock ? (reviveHandle(parts.extra.lock as Handle) as RLock) : new RLock()
  }

  async get(): Promise<T> {
    return decode((await this.port.call("get")) as Buffer) as T
  }

  async set(value: T): Promise<void> {
    await this.port.call("set", encode(value))
  }

  /** The lock that belongs to the value; reading and writing do not take it by themselves. */
  getLock(): RLock {
    return this.#lock
  }

  protected override travels(): Record<string, unknown> {
    return { lock: this.#lock.pickle() }
  }
}

registerProxy("lock", (parts) => new Lock(parts))
registerProxy("rlock", (parts) => new RLock(parts))
registerProxy("semaphore", (parts) => new Semaphore(parts))
registerProxy("event", (parts) => new Event(parts))
registerProxy("value", (parts) => new Value(undefined, parts))
