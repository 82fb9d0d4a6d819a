import { timerMillis } from "../process/wait.ts"
import { PATIENCE_MS, type Wait } from "./protocol.ts"

/** A call of this process that waits for a queue of another process. */
export interface Pending {
  readonly wait: Wait
  /** When it began to wait: ms, on the clock of performance.now. */
  readonly since: number
  /** The call's number at the owner; 0 when the owner was not asked. */
  op: number
  timer: NodeJS.Timeout | undefined
}

/** How long the call may still wait from now on. */
export function remaining({ wait, since }: Pending): Wait {
  if (wait.timeout === undefined) return wait
  return { ...wait, timeout: Math.max(0, wait.timeout - (performance.now() - since) / 1000) }
}

/**
 * Calls back when the call's time is over. For calls that the owner was not asked for: it times only those it knows.
 */
export function limit(pending: Pending, onTimeout: () => void): void {
  const millis = timerMillis(remaining(pending).timeout)
  if (millis !== undefined) pending.timer = setTimeout(onTimeout, millis)
}

/** Calls back when the first of a line of waiting calls has waited for long. A timer checks it. */
export class Patience {
  #timer: NodeJS.Timeout | undefined
  readonly #first: () => Pending | undefined
  readonly #onLong: () => void

  constructor(first: () => Pending | undefined, onLong: () => void) {
    this.#first = first
    this.#onLong = onLong
  }

  begin(): void {
    this.#timer ??= setTimeout(() => this.#look(), PATIENCE_MS)
  }

  #look(): void {
    this.#timer = undefined
    const first = this.#first()
    if (!first) return
    if (performance.now() - first.since >= PATIENCE_MS) this.#onLong()
    else this.begin()
  }
}
