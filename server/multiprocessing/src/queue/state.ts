import type { QueueFacts } from "./facts.ts"
import type { Stock } from "./stock.ts"
import type { Client, Getter, Line, Putter } from "./waiters.ts"

/** A queue as its leases and deliveries see it. */
export interface QueueState {
  readonly maxsize: number
  readonly stock: Stock
  readonly putters: Line<Putter>
  readonly getters: Line<Getter>
  readonly facts: QueueFacts
  /** Places that nobody has, not even as credits. */
  readonly free: number
  /** Does all that can be done now. */
  settle(): void
  /** Whether items are on their way to any process but this one. */
  isSendingToOther(client: Client): boolean
  /** All items that were sent to the process and that it has not taken return to the stock. */
  bringBack(client: Client): void
}
