import type { Leases } from "./leases.ts"
import type { Chunk } from "./packed.ts"
import type { QueueState } from "./state.ts"
import type { Client, Getter } from "./waiters.ts"

interface Sent {
  chunk: Chunk
  /** Of its items, so many were got. The chunk itself stays as it is: taking it apart is dear. */
  taken: number
  /** The key of the get that it answers, when that is told. */
  op: string
}

/** What is on its way to one process. */
interface Way {
  sent: Sent[]
  count: number
  /** Of these, so many are being handed to the program there at this moment: they never come back. */
  claimed: number
}

/** Items that left the stock and were not taken yet: they count as in the queue, and come back if their getter dies. */
export class Deliveries {
  count = 0
  readonly #core: QueueState
  readonly #leases: Leases
  readonly #ways = new Map<Client, Way>()
  /** What facts said of items that are told one by one. */
  readonly #values = new Map<number, string>()

  constructor(core: QueueState, leases: Leases) {
    this.#core = core
    this.#leases = leases
  }

  remember(number: number, value: string): void {
    this.#values.set(number, value)
  }

  /** Sends what the stock has to those who asked, in their order, then to the holder of the lease. */
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

  /** The process got the first so many of what was sent to it, and now hands out `claim` more. */
  taken(client: Client, count: number, claim: number): void {
    const way = this.#way(client)
    way.claimed = claim
    if (count === 0) return
    this.#settle(client, way, count)
    this.#leases.noteTaken(count)
    this.#core.settle()
  }

  /** All that the process has not taken comes back. */
  back(client: Client): void {
    const way = this.#way(client)
    this.#ways.delete(client)
    this.count -= way.count
    for (const { chunk, taken } of way.sent) {
      chunk.drop(taken)
      this.#core.stock.bringBack(chunk)
    }
  }

  /** Whether items are on their way to anybody else. */
  goesToOther(client: Client): boolean {
    return this.count > this.#way(client).count
  }

  drop(client: Client): void {
    const way = this.#ways.get(client)
    if (!way) return
    // Handed out at the moment of death: whether the program saw them nobody knows, and nothing is got twice.
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

  /** The first so many are out of the queue. */
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
