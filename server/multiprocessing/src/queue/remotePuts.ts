import type { Connection } from "../hub/connection.ts"
import { head } from "../hub/protocol.ts"
import { hold } from "../self/keepAlive.ts"
import { Chunk, type Packed } from "./packed.ts"
import { DONE, full } from "./port.ts"
import { CREDITS_BACK, ITEMS, OK, PUT, type Wait } from "./protocol.ts"
import { type Pending, RemoteCalls } from "./remoteCalls.ts"
import { writeItem } from "./shared.ts"

/** Most items in one frame. */
const LONGEST_BATCH = 256
/** Bytes that may wait for a slow owner before puts wait too. */
const MOST_WAITING = 1 << 20

interface Put extends Pending {
  readonly item: Packed
  readonly value: string
  resolve(): void
}

/**
 * This process's puts into a queue of another process: requested one by one, or done on credit while it has the lease.
 */
export class RemotePuts extends RemoteCalls<Put> {
  readonly #widest: number
  #credits = 0
  #batch: Packed[] = []
  #longest = 1
  /** Puts requested from the owner, by op. */
  readonly #asked = new Map<number, Put>()

  constructor(connection: Connection, id: number, maxsize: number) {
    super(connection, id, 0)
    this.#widest = Math.max(1, Math.min(LONGEST_BATCH, maxsize >> 2))
  }

  put(item: Packed, wait: Wait, value: string): Promise<void> {
    if (this.#credits > 0 && this.#asked.size === 0 && this.waiting.length === 0 && !this.#isStuck()) {
      this.#putOnCredit(item)
      return DONE
    }
    return new Promise((resolve, reject) => {
      hold()
      const put: Put = { item, value, wait, since: performance.now(), op: 0, timer: undefined, resolve, reject }
      if (this.isLeased && wait.block && this.#asked.size === 0) this.#wait(put)
      else this.#ask(put, this.isLeased ? 0 : this.#noted())
    })
  }

  /** The owner has granted places. */
  credit(count: number): void {
    this.isLeased = true
    this.#credits += count
    this.pace.resume()
    while (this.#credits > 0 && this.waiting.length > 0) {
      const put = this.waiting.shift() as Put
      this.#putOnCredit(put.item)
      this.settle(put).resolve()
    }
  }

  /** The owner has answered one put. */
  done(op: number, outcome: number): void {
    const put = this.#asked.get(op)
    if (!put) return
    this.#asked.delete(op)
    this.pace.resume()
    if (outcome === OK) this.settle(put).resolve()
    else this.settle(put).reject(full())
  }

  /** Ends the lease: sends what was put and requests the waiting puts from the owner. */
  giveBack(): void {
    if (!this.isLeased) return
    this.flush()
    this.isLeased = false
    this.#credits = 0
    this.say(CREDITS_BACK)
    this.pace.burst = 0
    for (const put of this.waiting.splice(0)) this.#ask(put, 0)
  }

  /** Sends the batch. */
  flush(): void {
    if (this.#batch.length === 0) return
    this.#longest = this.pace.note(this.#batch.length, this.#widest)
    const chunk = Chunk.of(this.#batch)
    this.#batch = []
    const [format, bytes] = chunk.write()
    this.connection.link.send(head(ITEMS, this.id, chunk.count, format), bytes)
    this.connection.link.flush()
  }

  broken(error: Error): void {
    for (const put of [...this.#asked.values(), ...this.waiting]) this.settle(put).reject(error)
    this.#asked.clear()
    this.waiting = []
  }

  #putOnCredit(item: Packed): void {
    this.#credits--
    this.#batch.push(item)
    if (this.#batch.length >= this.#longest || this.#credits === 0) this.flush()
    else this.flushLater()
  }

  /** Waits here for credits. */
  #wait(put: Put): void {
    this.waiting.push(put)
    this.waitHere(put, full)
    // The owner reads too slowly: continues when it has read.
    if (this.#credits > 0) this.connection.link.socket.once("drain", () => this.credit(0))
  }

  #ask(put: Put, burst: number): void {
    this.ask(PUT, put, burst, Buffer.from(put.value), writeItem(put.item))
    this.#asked.set(put.op, put)
  }

  #noted(): number {
    this.#longest = this.pace.note(1, this.#widest)
    return this.pace.burst
  }

  /**
   * Whether the owner reads more slowly than this process writes. Puts then wait although there are credits, so that
   * they do not fill this process's memory.
   */
  #isStuck(): boolean {
    return this.connection.link.socket.writableLength > MOST_WAITING
  }
}
