import { hub, localCaller, localPort } from "../hub/hub.ts"
import { observer } from "../observe/observer.ts"
import { hold, release } from "../self/keepAlive.ts"
import { preview } from "../wire/preview.ts"
import { QueueCore } from "./core.ts"
import { QueueFacts, type QueueKind } from "./facts.ts"
import { Pace } from "./pace.ts"
import { type Chunk, type Packed, pack, unpacked } from "./packed.ts"
import { DONE, empty, full, type QueuePort } from "./port.ts"
import { OK, type Wait } from "./protocol.ts"
import { SharedQueue } from "./shared.ts"
import type { Client, Getter } from "./waiters.ts"

/** Puts in one turn of the event loop after which the loop may run, so that a loop of puts does not starve it. */
const MOST_IN_TURN = 1024

/** A queue in the process that owns it. */
export class LocalQueue implements QueuePort, Client {
  readonly isLocal = true
  readonly hasRoom = true
  readonly shared: SharedQueue
  readonly #core: QueueCore
  readonly #pace = new Pace()
  /** Waiting gets, in the order of the core's line. */
  readonly #gets: ((item: Packed) => void)[] = []
  #unsent = 0
  #batch = 1
  #inTurn = 0
  #isFlushing = false

  constructor(queue: string, name: string, maxsize: number, kind: QueueKind) {
    this.#core = new QueueCore(
      maxsize,
      (core) =>
        new QueueFacts({
          queue,
          depth: () => core.depth,
          onChange: (isCounting) => isCounting || core.leases.recallAll(),
          onInterval: () => core.tellPatient(),
        }),
    )
    this.#core.facts.created(name, maxsize, kind)
    this.shared = new SharedQueue(this.#core, this)
  }

  get key(): string {
    return localCaller.key
  }

  put(value: unknown, wait: Wait): Promise<void> {
    let item: Packed
    try {
      item = pack(value)
    } catch (error) {
      return Promise.reject(error)
    }
    const core = this.#core
    if (core.tryPut(item)) {
      if (core.getters.length > 0) core.settle()
      else if (core.leases.itemsTo && ++this.#unsent >= this.#batch) this.#send()
      return this.#takeTurn()
    }
    return new Promise((resolve, reject) => {
      hold()
      const told = observer.isObserved ? preview(value) : ""
      const op = core.facts.started("put", this.key, wait, told)
      const done = (outcome: number) => {
        release()
        if (outcome === OK) resolve()
        else reject(full())
      }
      core.put({ client: this, wait, op, since: performance.now(), timer: undefined, item, value: told, done }, 0)
    })
  }

  get(wait: Wait): Promise<unknown> {
    const core = this.#core
    const item = core.tryGet()
    if (item !== undefined) return unpacked(item)
    return new Promise((resolve, reject) => {
      hold()
      const op = core.facts.started("get", this.key, wait, "")
      const take = (got: Packed) => {
        release()
        resolve(unpacked(got))
      }
      const failed = () => {
        this.#gets.splice(this.#gets.indexOf(take), 1)
        release()
        reject(empty())
      }
      this.#gets.push(take)
      const getter: Getter = { client: this, wait, op, since: performance.now(), timer: undefined, failed }
      core.get(getter, 0)
    })
  }

  call(method: string): Promise<unknown> {
    return localPort(this.shared).call(method)
  }

  handle() {
    this.shared.id = hub.publish(this.shared)
    return { address: hub.address, id: this.shared.id }
  }

  deliver(chunk: Chunk): void {
    this.#gets.shift()?.(chunk.peek())
    this.#core.deliveries.taken(this, 1, 0)
  }

  say(): void {}

  /** Sends what was put to the holder of the lease. */
  #send(): void {
    this.#batch = this.#pace.note(this.#unsent, Math.max(1, Math.min(256, this.#core.maxsize >> 2)))
    this.#unsent = 0
    this.#core.settle()
  }

  #takeTurn(): Promise<void> {
    if (!this.#isFlushing) {
      this.#isFlushing = true
      process.nextTick(() => {
        this.#isFlushing = false
        this.#inTurn = 0
        if (this.#unsent > 0) this.#send()
      })
    }
    if (++this.#inTurn < MOST_IN_TURN) return DONE
    this.#inTurn = 0
    return new Promise((resolve) => setImmediate(resolve))
  }
}
