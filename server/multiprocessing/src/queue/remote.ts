import { type Connection, connectTo, type RemoteObject } from "../hub/connection.ts"
import { HEAD, head } from "../hub/protocol.ts"
import { observer } from "../observe/observer.ts"
import { preview } from "../wire/preview.ts"
import { Chunk, type Packed, pack } from "./packed.ts"
import type { QueuePort } from "./port.ts"
import {
  CREDITS,
  GET_FAILED,
  ITEMS,
  LEASE_TO_GET,
  PUT_DONE,
  RECALL_CREDITS,
  RECALL_ITEMS,
  SYNC,
  SYNCED,
  type Wait,
} from "./protocol.ts"
import { RemoteGets } from "./remoteGets.ts"
import { RemotePuts } from "./remotePuts.ts"

/** A queue that another process owns. */
export class RemoteQueue implements QueuePort, RemoteObject {
  readonly #connection: Connection
  readonly #id: number
  readonly #puts: RemotePuts
  readonly #gets: RemoteGets

  constructor(connection: Connection, id: number, maxsize: number) {
    this.#connection = connection
    this.#id = id
    this.#puts = new RemotePuts(connection, id, maxsize)
    this.#gets = new RemoteGets(connection, id)
    live.add(this)
  }

  static at(address: string, id: number, maxsize: number): RemoteQueue {
    const connection = connectTo(address)
    return connection.remote(id, () => new RemoteQueue(connection, id, maxsize))
  }

  put(value: unknown, wait: Wait): Promise<void> {
    const { error } = this.#connection
    if (error) return Promise.reject(error)
    let item: Packed
    try {
      item = pack(value)
    } catch (problem) {
      return Promise.reject(problem)
    }
    return this.#puts.put(item, wait, observer.isObserved ? preview(value) : "")
  }

  get(wait: Wait): Promise<unknown> {
    return this.#gets.get(wait)
  }

  call(method: string): Promise<unknown> {
    this.flush()
    return this.#connection.call(this.#id, method, [])
  }

  handle() {
    return { address: this.#connection.address, id: this.#id }
  }

  /** Sends all operations done so far. */
  flush(): void {
    this.#puts.flush()
    this.#gets.flush()
  }

  /** Called when the process ends: sends what was put and returns what was not got. */
  leave(): void {
    this.#puts.flush()
    this.#gets.giveBack()
    this.#connection.link.flush()
  }

  receive(frame: Buffer): void {
    const field = (index: number) => frame.readUInt32LE(HEAD + 4 * index)
    switch (frame[0]) {
      case ITEMS:
        this.#gets.items(Chunk.read(field(0), field(1), frame.subarray(HEAD + 8)))
        break
      case CREDITS:
        this.#puts.credit(field(0))
        break
      case PUT_DONE:
        this.#puts.done(field(0), field(1))
        break
      case GET_FAILED:
        this.#gets.failed(field(0))
        break
      case LEASE_TO_GET:
        this.#gets.lease()
        break
      case RECALL_CREDITS:
        this.#puts.giveBack()
        break
      case RECALL_ITEMS:
        this.#gets.giveBack()
        break
      case SYNC:
        this.flush()
        this.#connection.link.send(head(SYNCED, this.#id, field(0)))
        break
    }
  }

  broken(error: Error): void {
    live.delete(this)
    this.#puts.broken(error)
    this.#gets.broken(error)
  }
}

const live = new Set<RemoteQueue>()
process.on("exit", () => {
  for (const queue of live) queue.leave()
})
