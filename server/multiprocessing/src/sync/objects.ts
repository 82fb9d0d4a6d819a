import { AssertionError, ValueError } from "../errors.ts"
import type { Caller, HubObject } from "../hub/object.ts"
import { Primitive } from "./primitive.ts"

/** A number of places; a lock is a semaphore with a single place. */
export class SemaphoreObject extends Primitive {
  #free: number
  readonly #most: number

  /** @param most upper bound of free places: to release beyond it, as a lock that is released twice, is an error */
  constructor(key: string, kind: "lock" | "semaphore", name: string, free: number, most = Number.POSITIVE_INFINITY) {
    super(key, kind, name, free)
    this.#free = free
    this.#most = most
  }

  protected override take(): boolean {
    if (this.#free === 0) return false
    this.#free--
    return true
  }

  protected override act(caller: Caller, method: string): unknown {
    if (method === "value") return this.#free
    if (method !== "release") throw new ReferenceError(`a semaphore has no method ${method}`)
    if (this.#free >= this.#most) throw new ValueError("semaphore or lock released too many times")
    this.#free++
    this.tellReleased(caller, this.#free)
    this.wake()
    return undefined
  }
}

/** A lock that its holder, a process, may acquire again. */
export class RLockObject extends Primitive {
  #owner = ""
  #times = 0

  constructor(key: string, name: string) {
    super(key, "rlock", name, 1)
  }

  protected override take(caller: Caller): boolean {
    if (this.#times > 0 && this.#owner !== caller.key) return false
    this.#owner = caller.key
    this.#times++
    return true
  }

  protected override act(caller: Caller, method: string): unknown {
    if (method !== "release") throw new ReferenceError(`an rlock has no method ${method}`)
    if (this.#times === 0 || this.#owner !== caller.key) {
      throw new AssertionError("attempt to release recursive lock not owned by process")
    }
    this.#times--
    if (this.#times > 0) return undefined
    this.tellReleased(caller, 1)
    this.wake()
    return undefined
  }
}

/** A flag that many calls can wait for. */
export class EventObject extends Primitive {
  #isSet = false

  constructor(key: string, name: string) {
    super(key, "event", name, 0)
  }

  protected override take(): boolean {
    return this.#isSet
  }

  protected override act(caller: Caller, method: string): unknown {
    if (method === "isSet") return this.#isSet
    if (method !== "set" && method !== "clear") throw new ReferenceError(`an event has no method ${method}`)
    this.#isSet = method === "set"
    this.tellReleased(caller, this.#isSet ? 1 : 0)
    this.wake()
    return undefined
  }
}

/** One value, as the bytes to which it was pickled. */
export class ValueObject implements HubObject {
  #bytes: Buffer

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  call(_caller: Caller, method: string, [bytes]: unknown[]): unknown {
    if (method === "set") this.#bytes = bytes as Buffer
    return method === "get" ? this.#bytes : undefined
  }

  drop(): void {}
}
