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
  /** Free places, without those granted as credits. */
  readonly free: number
  /** Does all that can be done now. */
  settle(): void
  /** Whether items are on their way to any other process. */
  isSendingToOther(client: Client): boolean
  /** Returns to the stock all items that were sent to the process and not taken. */
  bringBack(client: Client): void
}
