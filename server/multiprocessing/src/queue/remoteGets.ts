import type { Connection } from "../hub/connection.ts"
import { hold } from "../self/keepAlive.ts"
import { type Chunk, type Packed, unpack, unpacked } from "./packed.ts"
import { empty } from "./port.ts"
import { GET, ITEMS_BACK, TAKEN, type Wait } from "./protocol.ts"
import { type Pending, RemoteCalls } from "./remoteCalls.ts"

/**
 * Most items claimed at once: up to this many are lost with a process that is killed while it hands them to its
 * program.
 */
const MOST_CLAIMED = 64
const NOTHING = Buffer.alloc(0)

interface Get extends Pending {
  resolve(value: unknown): void
}

/**
 * This process's gets from a queue of another process: requested one by one, or served from items that the owner sent
 * ahead while it has the lease.
 *
 * Before an item is handed to the program, its claim is written to the owner: an item is never got twice, whenever a
 * process is killed. In a burst of gets one such write claims several items.
 */
export class RemoteGets extends RemoteCalls<Get> {
  /** Items sent ahead. */
  #chunks: Chunk[] = []
  #count = 0
  /** Of these, how many are claimed; and how many were got since the last report to the owner. */
  #claimed = 0
  #got = 0
  #claim = 1

  constructor(connection: Connection, id: number) {
    super(connection, id, 1)
  }

  get(wait: Wait): Promise<unknown> {
    if (this.#count > 0 && this.waiting.length === 0) return unpacked(this.#next())
    const { error } = this.connection
    if (error) return Promise.reject(error)
    return new Promise((resolve, reject) => {
      hold()
      const get: Get = { wait, since: performance.now(), op: 0, timer: undefined, resolve, reject }
      this.waiting.push(get)
      if (!this.isLeased) this.ask(GET, get, this.#noted(), NOTHING)
      else if (!wait.block) this.ask(GET, get, 0, NOTHING)
      else this.waitHere(get, empty)
    })
  }

  /** Items have arrived. */
  items(chunk: Chunk): void {
    this.#chunks.push(chunk)
    this.#count += chunk.count
    this.#serve()
  }

  /** The owner had no item in time for a call; under a lease one may have arrived meanwhile. */
  failed(op: number): void {
    this.#serve()
    const index = this.waiting.findIndex((get) => get.op === op)
    const [get] = index < 0 ? [] : this.waiting.splice(index, 1)
    if (get) this.settle(get).reject(empty())
  }

  /** The lease begins: items arrive unasked, and the owner has dropped the calls that were requested. */
  lease(): void {
    this.isLeased = true
    for (const get of this.waiting) {
      get.op = 0
      this.waitHere(get, empty)
    }
  }

  /** Ends the lease: returns items that were not got and requests the waiting calls from the owner. */
  giveBack(): void {
    if (!this.isLeased) return
    this.#claimed = 0
    this.#chunks = []
    this.#count = 0
    this.#tell()
    this.isLeased = false
    this.say(ITEMS_BACK)
    this.pace.burst = 0
    for (const get of this.waiting) if (get.op === 0) this.ask(GET, get, 0, NOTHING)
  }

  /** Reports what was got. */
  flush(): void {
    if (this.#got === 0 && this.#claimed === 0) return
    this.#claimed = 0
    this.#tell()
    this.connection.link.flush()
  }

  broken(error: Error): void {
    for (const get of this.waiting.splice(0)) this.settle(get).reject(error)
  }

  #serve(): void {
    if (this.waiting.length > 0 && this.#count > 0) this.pace.resume()
    while (this.waiting.length > 0 && this.#count > 0) {
      const get = this.settle(this.waiting.shift() as Get)
      try {
        get.resolve(unpack(this.#next()))
      } catch (error) {
        get.reject(error as Error)
      }
    }
  }

  /** Hands out one item. */
  #next(): Packed {
    if (this.#claimed === 0) {
      this.#claim = Math.min(this.#count, this.isLeased ? this.pace.note(this.#claim, MOST_CLAIMED) : 1)
      this.#claimed = this.#claim
      if (this.#claim === 1) {
        // A single item needs no claim: it is reported as got at once.
        this.#got++
        this.#claimed = 0
      }
      this.#tell()
      this.connection.link.flush()
      if (this.#claim === 1) return this.#shift()
      this.flushLater()
    }
    this.#claimed--
    this.#got++
    return this.#shift()
  }

  #shift(): Packed {
    const chunk = this.#chunks[0] as Chunk
    this.#count--
    const item = chunk.shift()
    if (chunk.count === 0) this.#chunks.shift()
    return item
  }

  #tell(): void {
    this.say(TAKEN, this.#got, this.#claimed)
    this.#got = 0
  }

  #noted(): number {
    this.pace.note(1, MOST_CLAIMED)
    return this.pace.burst
  }
}
