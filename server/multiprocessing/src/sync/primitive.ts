import type { Caller, HubObject } from "../hub/object.ts"
import { observer } from "../observe/observer.ts"
import { after } from "../process/wait.ts"

/** The kinds of synchronization objects in facts. */
export type LockKind = "lock" | "rlock" | "semaphore" | "event"

interface Waiter {
  caller: Caller
  op: string
  timer: NodeJS.Timeout | undefined
  resolve(hasIt: boolean): void
}

/**
 * The base of locks, semaphores and events in the process that owns them: the waiting calls, in order, and the facts
 * about them. A waiter whose process dies is dropped; what a dead process holds stays held, as in Python.
 */
export abstract class Primitive implements HubObject {
  readonly key: string
  #waiters: Waiter[] = []

  constructor(key: string, kind: LockKind, name: string, value: number) {
    this.key = key
    observer.emit({ type: "lock.created", proc: observer.processKey, lock: key, kind, name, value })
  }

  call(caller: Caller, method: string, args: unknown[]): unknown {
    if (method === "acquire") return this.#acquire(caller, args[0] !== false, args[1] as number | undefined)
    return this.act(caller, method, args)
  }

  drop(caller: Caller): void {
    for (const waiter of this.#waiters) if (waiter.caller === caller) clearTimeout(waiter.timer)
    this.#waiters = this.#waiters.filter((waiter) => waiter.caller !== caller)
  }

  /** Takes it for the caller if that is possible at this moment. */
  protected abstract take(caller: Caller): boolean
  protected abstract act(caller: Caller, method: string, args: unknown[]): unknown

  /** Serves waiting calls after a release, in order, as far as possible. */
  protected wake(): void {
    for (let first = this.#waiters[0]; first && this.take(first.caller); first = this.#waiters[0]) {
      this.#waiters.shift()
      this.#finish(first, true)
    }
  }

  protected tellReleased(caller: Caller, value: number): void {
    observer.emit({ type: "lock.released", proc: caller.key, lock: this.key, value })
  }

  #acquire(caller: Caller, block: boolean, timeout: number | undefined): boolean | Promise<boolean> {
    const op = this.#tellStarted(caller, block, timeout)
    if (this.#waiters.length === 0 && this.take(caller)) return this.#tellFinished(caller, op, true)
    if (!block) return this.#tellFinished(caller, op, false)
    return new Promise((resolve) => {
      const waiter: Waiter = { caller, op, timer: undefined, resolve }
      this.#waiters.push(waiter)
      waiter.timer = after(timeout, () => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1)
        this.#finish(waiter, false)
      })
      waiter.timer?.unref()
    })
  }

  #finish({ caller, op, timer, resolve }: Waiter, hasIt: boolean): void {
    clearTimeout(timer)
    resolve(this.#tellFinished(caller, op, hasIt))
  }

  #tellStarted(caller: Caller, block: boolean, timeout: number | undefined): string {
    if (!observer.isObserved) return ""
    const op = observer.newKey()
    const limit = timeout && Math.max(0, timeout)
    observer.emit({ type: "lock.acquire.started", proc: caller.key, op, lock: this.key, block, timeout: limit })
    return op
  }

  #tellFinished(caller: Caller, op: string, hasIt: boolean): boolean {
    const outcome = hasIt ? "ok" : "timeout"
    if (op) observer.emit({ type: "lock.acquire.finished", proc: caller.key, op, lock: this.key, outcome })
    return hasIt
  }
}
