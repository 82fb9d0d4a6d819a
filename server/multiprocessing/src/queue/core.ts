import { Deliveries } from "./deliveries.ts"
import type { QueueFacts } from "./facts.ts"
import { Leases } from "./leases.ts"
import type { Chunk, Packed } from "./packed.ts"
import { FULL, OK, PATIENCE_MS } from "./protocol.ts"
import type { QueueState } from "./state.ts"
import { Stock } from "./stock.ts"
import { type Client, type Getter, Line, type Putter } from "./waiters.ts"

/**
 * A queue in the process that owns it: its items, the waiting calls and the leases. The owner alone decides, so that
 * there is one order, the bound is exact and every item is got once. An item is put (in the stock) → sent to a process
 * that asked for it or has the lease → taken there, and only then out of the queue.
 */
export class QueueCore implements QueueState {
  readonly maxsize: number
  readonly stock = new Stock()
  readonly putters = new Line<Putter>()
  readonly getters = new Line<Getter>()
  readonly deliveries: Deliveries
  readonly leases: Leases
  readonly facts: QueueFacts
  /** Items put and not yet marked as done by `taskDone`. */
  unfinished = 0
  #next = 1
  #isSettling = false

  constructor(maxsize: number, facts: (core: QueueCore) => QueueFacts) {
    this.maxsize = maxsize
    this.facts = facts(this)
    this.leases = new Leases(this)
    this.deliveries = new Deliveries(this, this.leases)
  }

  /** Items put and not yet got. */
  get depth(): number {
    return this.stock.count + this.deliveries.count
  }

  /** Free places, without those granted as credits. */
  get free(): number {
    return this.maxsize - this.depth - this.leases.credits
  }

  put(putter: Putter, burst: number): void {
    this.leases.notePut(putter.client, burst)
    if (this.putters.length === 0 && this.free > 0) {
      this.#accept(putter)
      this.leases.offerCredits(putter.client)
    } else {
      // Free places may be granted as credits to the holder of the lease, which may be the caller itself.
      if (this.leases.credits > 0) this.leases.recallCredits()
      this.putters.add(putter, () => this.#refuse(putter))
    }
    this.settle()
  }

  get(getter: Getter, burst: number): void {
    this.leases.noteGet(getter.client, burst)
    this.getters.add(getter, () => this.#fail(getter))
    this.settle()
  }

  /** Adds items that were put on credit. */
  putOnCredit(client: Client, chunk: Chunk): void {
    this.leases.used(client, chunk.count)
    chunk.first = this.#next
    this.#next += chunk.count
    this.unfinished += chunk.count
    this.stock.add(chunk)
    this.facts.count(chunk.count, 0)
    this.settle()
  }

  /** Does all that can be done now: puts, deliveries, credits, and the refusal of calls that do not wait. */
  settle(): void {
    if (this.#isSettling) return
    this.#isSettling = true
    while (this.putters.length > 0 && this.free > 0) this.#accept(this.putters.shift() as Putter)
    this.deliveries.send()
    if (this.leases.toPut !== "recalled") {
      for (const putter of this.putters.remove((one) => !one.wait.block)) this.#refuse(putter)
    }
    if (this.leases.toGet !== "recalled") {
      for (const getter of this.getters.remove((one) => !one.wait.block)) this.#fail(getter)
    }
    this.leases.renew()
    this.#isSettling = false
  }

  /** Reports calls that have waited for long even while operations are only counted. */
  tellPatient(): void {
    const late = performance.now() - PATIENCE_MS
    for (const [verb, line] of [
      ["put", this.putters],
      ["get", this.getters],
    ] as const) {
      for (const one of line.all()) {
        if (one.op !== "" || one.since > late) continue
        one.op = this.facts.startedAnyway(verb, one.client.key, one.wait, "value" in one ? one.value : "")
      }
    }
  }

  /** Removes a client whose process has ended. */
  drop(client: Client): void {
    this.putters.remove((one) => one.client === client)
    this.getters.remove((one) => one.client === client)
    this.leases.drop(client)
    this.deliveries.drop(client)
    this.settle()
  }

  /**
   * Puts one item of this process itself if that needs no wait: as `put`, without allocating an object for the call.
   */
  tryPut(item: Packed): boolean {
    if (this.facts.isTelling || this.putters.length > 0 || this.leases.toPut !== "free" || this.free <= 0) return false
    this.stock.append(item, this.#next++)
    this.unfinished++
    this.facts.count(1, 0)
    return true
  }

  /** Gets one item for this process itself if there is one and no other process has to be asked or served first. */
  tryGet(): Packed | undefined {
    if (this.facts.isTelling || this.getters.length > 0 || this.leases.itemsTo || this.stock.count === 0)
      return undefined
    const item = this.stock.takeOne().shift()
    this.facts.count(0, 1)
    if (this.putters.length > 0) this.settle()
    else this.leases.renew()
    return item
  }

  #accept(putter: Putter): void {
    const { client, item, op, value } = putter
    const number = this.#next++
    this.unfinished++
    this.stock.append(item, number)
    if (op === "") this.facts.count(1, 0)
    else {
      this.deliveries.remember(number, value)
      this.facts.finished("put", client.key, op, "ok", number, value)
    }
    putter.done(OK)
  }

  #refuse({ client, op, done }: Putter): void {
    this.facts.finished("put", client.key, op, "full")
    done(FULL)
  }

  #fail({ client, op, failed }: Getter): void {
    this.facts.finished("get", client.key, op, "empty")
    failed()
  }
}
