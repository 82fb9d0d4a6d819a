import { Empty, Full } from "../errors.ts"
import type { Handle } from "../wire/codec.ts"
import type { Wait } from "./protocol.ts"

/** How a queue object reaches its queue: directly in the process that owns it, otherwise by frames. */
export interface QueuePort {
  put(value: unknown, wait: Wait): Promise<void>
  get(wait: Wait): Promise<unknown>
  call(method: string): Promise<unknown>
  /** What is pickled in place of the queue. */
  handle(): Pick<Handle, "address" | "id">
}

/** The result of a put that need not wait: one promise for all, because making promises is expensive. */
export const DONE: Promise<void> = Promise.resolve()

export const full = () => new Full("the queue is full")
export const empty = () => new Empty("the queue is empty")
