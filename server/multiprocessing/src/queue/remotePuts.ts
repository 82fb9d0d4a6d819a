import type { Connection } from "../hub/connection.ts"
import { head } from "../hub/protocol.ts"
import { hold, release } from "../self/keepAlive.ts"
import { limit, Patience, type Pending, remaining } from "./localWait.ts"
import { Pace } from "./pace.ts"
import { Chunk, type Packed } from "./packed.ts"
import { DONE, full } from "./port.ts"
import { CREDITS_BACK, ITEMS, OK, PUT, UNUSED, type Wait } from "./protocol.ts"
import { writeCall, writeItem } from "./shared.ts"

/** Most items in one frame. */
const LONGEST_BATCH = 256
/** Bytes that may wait for a slow owner before puts wait too. */
const MOST_WAITING = 1 << 20

interface Put extends Pending {
  readonly item: Packed
  readonly value: string
  resolve(): void
  reject(error: Error): void
}

/**
 * This process's puts into a queue of another process: requested one by one, or done on credit while it has the lease.
 */
export class RemotePuts {
  readonly #connection: Connection
  readonly #id: number
  readonly #widest: number
  readonly #pace = new Pace()
  readonly #patience: Patience
  #isLeased = false
  #credits = 0
  #batch: Packed[] = []
  #longest = 1
  #isFlushing = false
  /** Puts that wait for credits here, in order. */
  #waiting: Put[] = []
  /** Puts requested from the owner, by op. */
  readonly #asked = new Map<number, Put>()
  #ops = 0

  constructor(connection: Connection, id: number, maxsize: number) {
    this.#connection = connection
    this.#id = id
    this.#widest = Math.max(1, Math.min(LONGEST_BATCH, maxsize >> 2))
    this.#patience = new Patience(
      () => this.#waiting[0],
      () => this.#connection.link.send(head(UNUSED, this.#id, 0)),
    )
  }

  put(item: Packed, wait: Wait, value: string): Promise<void> {
    if (this.#credits > 0 && this.#asked.size === 0 && this.#waiting.length === 0 && !this.#isStuck()) {
      this.#putOnCredit(item)
      return DONE
    }
    return new Promise((resolve, reject) => {
      hold()
      const put: Put = { item, value, wait, since: performance.now(), op: 0, timer: undefined, resolve, reject }
      if (this.#isLeased && wait.block && this.#asked.size === 0) this.#wait(put)
      else this.#ask(put, this.#isLeased ? 0 : this.#noted())
    })
  }

  /** The owner has granted places. */
  credit(count: number): void {
    this.#isLeased = true
    this.#credits += count
    this.#pace.resume()
    while (this.#credits > 0 && this.#waiting.length > 0) {
      const put = this.#waiting.shift() as Put
      this.#putOnCredit(put.item)
      this.#settle(put).resolve()
    }
  }

  /** The owner has answered one put. */
  done(op: number, outcome: number): void {
    const put = this.#asked.get(op)
    if (!put) return
    this.#asked.delete(op)
    this.#pace.resume()
    if (outcome === OK) this.#settle(put).resolve()
    else this.#settle(put).reject(full())
  }

  /** Ends the lease: sends what was put and requests the waiting puts from the owner. */
  giveBack(): void {
    if (!this.#isLeased) return
    this.flush()
    this.#isLeased = false
    this.#credits = 0
    this.#connection.link.send(head(CREDITS_BACK, this.#id))
    this.#pace.burst = 0
    for (const put of this.#waiting.splice(0)) this.#ask(put, 0)
  }

  /** Sends the batch. */
  flush(): void {
    if (this.#batch.length === 0) return
    this.#longest = this.#pace.note(this.#batch.length, this.#widest)
    const chunk = Chunk.of(this.#batch)
    this.#batch = []
    const [format, bytes] = chunk.write()
    this.#connection.link.send(head(ITEMS, this.#id, chunk.count, format), bytes)
    this.#connection.link.flush()
  }

  broken(error: Error): void {
    for (const put of [...this.#asked.values(), ...this.#waiting]) this.#settle(put).reject(error)
    this.#asked.clear()
    this.#waiting = []
  }

  #putOnCredit(item: Packed): void {
    this.#credits--
    this.#batch.push(item)
    if (this.#batch.length >= this.#longest || this.#credits === 0) this.flush()
    else if (!this.#isFlushing) {
      this.#isFlushing = true
      process.nextTick(() => {
        this.#isFlushing = false
        this.flush()
      })
    }
  }

  /** Waits here for credits. */
  #wait(put: Put): void {
    this.#waiting.push(put)
    limit(put, () => {
      this.#waiting.splice(this.#waiting.indexOf(put), 1)
      this.#settle(put).reject(full())
    })
    this.#patience.begin()
    if (this.#credits > 0) this.#whenDrained()
  }

  #ask(put: Put, burst: number): void {
    clearTimeout(put.timer)
    this.flush()
    put.op = ++this.#ops
    this.#asked.set(put.op, put)
    const waited = performance.now() - put.since
    const value = Buffer.from(put.value)
    const call = writeCall(PUT, this.#id, put.op, remaining(put), burst, waited, value.length)
    this.#connection.link.send(call, value, writeItem(put.item))
    this.#connection.link.flush()
  }

  #noted(): number {
    this.#longest = this.#pace.note(1, this.#widest)
    return this.#pace.burst
  }

  /**
   * Whether the owner reads more slowly than this process writes. Puts then wait although there are credits, so that
   * they do not fill this process's memory.
   */
  #isStuck(): boolean {
    return this.#connection.link.socket.writableLength > MOST_WAITING
  }

  #whenDrained(): void {
    this.#connection.link.socket.once("drain", () => this.credit(0))
  }

  #settle(put: Put): Put {
    clearTimeout(put.timer)
    release()
    return put
  }
}
