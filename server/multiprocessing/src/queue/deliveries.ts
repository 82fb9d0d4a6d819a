import type { Leases } from "./leases.ts"
import type { Chunk } from "./packed.ts"
import type { QueueState } from "./state.ts"
import type { Client, Getter } from "./waiters.ts"

interface Sent {
  chunk: Chunk
  /** How many of its items were got. The chunk itself stays whole: splitting it is expensive. */
  taken: number
  /** The key of the get that it answers; empty when that is not reported. */
  op: string
}

/** The items on their way to one process. */
interface Way {
  sent: Sent[]
  count: number
  /** How many of these the process is handing to its program at this moment: they never come back. */
  claimed: number
}

/**
 * Items that left the stock and are not taken yet: they still count as in the queue, and return to it if their getter dies.
 */
export class Deliveries {
  count = 0
  readonly #core: QueueState
  readonly #leases: Leases
  readonly #ways = new Map<Client, Way>()
  /** Previews of items that are reported one by one, by number. */
  readonly #values = new Map<number, string>()

  constructor(core: QueueState, leases: Leases) {
    this.#core = core
    this.#leases = leases
  }

  remember(number: number, value: string): void {
    this.#values.set(number, value)
  }

  /** Sends items from the stock to the waiting getters, in their order, then to the holder of the lease. */
  send(): void {
    const { stock, getters } = this.#core
    const leases = this.#leases
    if (leases.toGet === "recalled") return
    while (getters.length > 0 && stock.count > 0) {
      const getter = getters.shift() as Getter
      this.#deliver(getter.client, stock.takeOne(), getter.op)
      leases.offerItems(getter.client)
    }
    const holder = leases.itemsTo
    if (!holder || getters.length > 0) return
    while (stock.count > 0 && this.#way(holder).count < leases.width && holder.hasRoom) {
      this.#deliver(holder, stock.take(), "")
    }
  }

  /** The process got the first `count` of the items sent to it, and now hands out `claim` more. */
  taken(client: Client, count: number, claim: number): void {
    const way = this.#way(client)
    way.claimed = claim
    if (count === 0) return
    this.#settle(client, way, count)
    this.#leases.noteTaken(count)
    this.#core.settle()
  }

  /** Returns to the stock all items that the process has not taken. */
  back(client: Client): void {
    const way = this.#way(client)
    this.#ways.delete(client)
    this.count -= way.count
    for (const { chunk, taken } of way.sent) {
      chunk.drop(taken)
      this.#core.stock.bringBack(chunk)
    }
  }

  /** Whether items are on their way to any other process. */
  goesToOther(client: Client): boolean {
    return this.count > this.#way(client).count
  }

  drop(client: Client): void {
    const way = this.#ways.get(client)
    if (!way) return
    // The process died while it handed these out. They count as got, although its program may not have seen them,
    // because no item may be got twice.
    this.#settle(client, way, Math.min(way.claimed, way.count))
    this.back(client)
  }

  #deliver(client: Client, chunk: Chunk, op: string): void {
    const way = this.#way(client)
    way.sent.push({ chunk, op, taken: 0 })
    way.count += chunk.count
    this.count += chunk.count
    client.deliver(chunk)
  }

  /** Removes the first `count` items from the queue. */
  #settle(client: Client, way: Way, count: number): void {
    let left = Math.min(count, way.count)
    way.count -= left
    this.count -= left
    let untold = 0
    let done = 0
    for (const one of way.sent) {
      if (left === 0) break
      const { chunk, op, taken } = one
      const number = chunk.first + taken
      const part = Math.min(left, chunk.count - taken)
      left -= part
      if (op === "") untold += part
      one.taken += part
      if (one.taken === chunk.count) done++
      if (op !== "") this.#core.facts.finished("get", client.key, op, "ok", number, this.#values.get(number))
      if (this.#values.size > 0) for (let each = number; each < number + part; each++) this.#values.delete(each)
    }
    if (done > 0) way.sent.splice(0, done)
    if (untold > 0) this.#core.facts.count(0, untold)
  }

  #way(client: Client): Way {
    let way = this.#ways.get(client)
    if (!way) {
      way = { sent: [], count: 0, claimed: 0 }
      this.#ways.set(client, way)
    }
    return way
  }
}
