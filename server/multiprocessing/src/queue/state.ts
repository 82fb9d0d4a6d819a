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
  /** The items on their way, see `Deliveries`. */
  readonly deliveries: { goesToOther(client: Client): boolean; back(client: Client): void }
  /** Free places, without those granted as credits. */
  readonly free: number
  /** Does all that can be done now. */
  settle(): void
}
