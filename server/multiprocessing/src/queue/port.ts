import { Empty, Full } from "../errors.ts"
import type { Handle } from "../wire/codec.ts"
import type { Wait } from "./protocol.ts"

/** How a queue object reaches its queue: directly in the process that owns it, else by frames. */
export interface QueuePort {
  put(value: unknown, wait: Wait): Promise<void>
  get(wait: Wait): Promise<unknown>
  call(method: string): Promise<unknown>
  /** What travels in place of the queue. */
  handle(): Pick<Handle, "address" | "id">
}

/** What a put that need not wait gives: one promise for all, since making them is dear. */
export const DONE: Promise<void> = Promise.resolve()

export const full = () => new Full("the queue is full")
export const empty = () => new Empty("the queue is empty")
