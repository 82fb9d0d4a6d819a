import { after } from "../process/wait.ts"
import type { Chunk, Packed } from "./packed.ts"
import type { Wait } from "./protocol.ts"

/** A process that uses a queue, as the queue's owner sees it. */
export interface Client {
  readonly key: string
  /** The owner itself needs no lease. */
  readonly isLocal: boolean
  /** Whether more may be sent ahead: what was sent before is not stuck. */
  readonly hasRoom: boolean
  /** Sends it items; it reports each that it got. */
  deliver(chunk: Chunk): void
  /** Sends it one of the owner's frames about leases. */
  say(kind: number, ...fields: number[]): void
}

/** A call that waits, or is about to be served. */
interface Waiter {
  readonly client: Client
  readonly wait: Wait
  /** The key of the operation in facts; empty when it is not reported. */
  op: string
  /** When it began to wait: ms, on the clock of performance.now. */
  readonly since: number
  timer: NodeJS.Timeout | undefined
}
export interface Putter extends Waiter {
  readonly item: Packed
  readonly value: string
  done(outcome: number): void
}
export interface Getter extends Waiter {
  failed(): void
}

/** Waiting calls, in the order in which they began to wait. */
export class Line<W extends Waiter> {
  #waiters: W[] = []

  get length(): number {
    return this.#waiters.length
  }

  all(): readonly W[] {
    return this.#waiters
  }

  /**
   * Inserts a call behind those that wait longer; `onTimeout` is called when its time is over and it has left the line.
   */
  add(waiter: W, onTimeout: () => void): void {
    let place = this.#waiters.length
    while (place > 0 && (this.#waiters[place - 1] as W).since > waiter.since) place--
    this.#waiters.splice(place, 0, waiter)
    if (!waiter.wait.block) return
    waiter.timer = after(waiter.wait.timeout, () => {
      this.remove((one) => one === waiter)
      onTimeout()
    })
    waiter.timer?.unref()
  }

  shift(): W | undefined {
    const waiter = this.#waiters.shift()
    clearTimeout(waiter?.timer)
    return waiter
  }

  /** Removes all that match, and @returns them. */
  remove(matches: (waiter: W) => boolean): W[] {
    const [leaving, staying]: [W[], W[]] = [[], []]
    for (const waiter of this.#waiters) (matches(waiter) ? leaving : staying).push(waiter)
    for (const waiter of leaving) clearTimeout(waiter.timer)
    this.#waiters = staying
    return leaving
  }
}
