import { ValueError } from "../errors.ts"
import type { Caller, HubObject, RemoteCaller } from "../hub/object.ts"
import { HEAD, head } from "../hub/protocol.ts"
import { decode, encode } from "../wire/codec.ts"
import type { QueueCore } from "./core.ts"
import { Chunk, type Packed } from "./packed.ts"
import {
  BLOCK,
  BURST_SHIFT,
  CREDITS_BACK,
  GET,
  GET_FAILED,
  HAS_TIMEOUT,
  ITEMS,
  ITEMS_BACK,
  PUT,
  PUT_DONE,
  SYNCED,
  TAKEN,
  TIMEOUT_AT,
  UNUSED,
  type Wait,
} from "./protocol.ts"
import type { Client } from "./waiters.ts"

/** Bytes waiting for a slow reader above which no more items are sent ahead. */
const MOST_WAITING = 256 * 1024

/** Another process as the client of a queue: what the queue sends it becomes frames. */
class RemoteClient implements Client {
  readonly isLocal = false
  readonly #peer: RemoteCaller
  readonly #id: number

  constructor(peer: RemoteCaller, id: number) {
    this.#peer = peer
    this.#id = id
  }

  get key(): string {
    return this.#peer.key
  }

  get hasRoom(): boolean {
    return this.#peer.link.socket.writableLength < MOST_WAITING
  }

  deliver(chunk: Chunk): void {
    const [format, bytes] = chunk.write()
    this.#peer.link.send(head(ITEMS, this.#id, chunk.count, format), bytes)
  }

  say(kind: number, ...fields: number[]): void {
    this.#peer.link.send(head(kind, this.#id, ...fields))
  }
}

/** A queue as other processes reach it: reads their frames and calls the core. */
export class SharedQueue implements HubObject {
  readonly core: QueueCore
  readonly local: Client
  id = 0
  readonly #clients = new Map<Caller, RemoteClient>()
  readonly #joins: (() => void)[] = []

  constructor(core: QueueCore, local: Client) {
    this.core = core
    this.local = local
  }

  receive(peer: RemoteCaller, frame: Buffer): void {
    const client = this.#client(peer)
    const { core } = this
    const field = (index: number) => frame.readUInt32LE(HEAD + 4 * index)
    switch (frame[0]) {
      case PUT:
        this.#put(client, frame)
        break
      case GET:
        this.#get(client, frame)
        break
      case ITEMS:
        core.putOnCredit(client, Chunk.read(field(0), field(1), frame.subarray(HEAD + 8)))
        break
      case TAKEN:
        core.deliveries.taken(client, field(0), field(1))
        break
      case CREDITS_BACK:
        core.leases.creditsBack(client)
        break
      case ITEMS_BACK:
        core.leases.itemsBack(client)
        break
      case SYNCED:
        core.leases.synced(field(0))
        break
      case UNUSED:
        if (field(0) === 0) core.leases.recallCredits()
        else core.leases.recallItems()
        break
    }
  }

  async call(caller: Caller, method: string): Promise<unknown> {
    const { core } = this
    const client = caller.key === this.local.key ? this.local : (this.#clients.get(caller) ?? this.local)
    switch (method) {
      case "qsize":
      case "full":
      case "empty": {
        await core.leases.upToDate(client)
        const answer =
          method === "qsize" ? core.depth : method === "full" ? core.depth >= core.maxsize : core.depth === 0
        core.facts.checked(caller.key, method, answer)
        return answer
      }
      case "close":
        core.facts.closed(caller.key)
        return undefined
      case "taskDone":
        await core.leases.upToDate(client)
        return this.#taskDone()
      case "join":
        await core.leases.upToDate(client)
        return core.unfinished === 0 ? undefined : new Promise<void>((resolve) => this.#joins.push(resolve))
      default:
        throw new ReferenceError(`a queue has no method ${method}`)
    }
  }

  drop(caller: Caller): void {
    const client = this.#clients.get(caller)
    if (!client) return
    this.#clients.delete(caller)
    this.core.drop(client)
  }

  #taskDone(): void {
    if (this.core.unfinished <= 0) throw new ValueError("task_done() called too many times")
    this.core.unfinished--
    if (this.core.unfinished === 0) for (const done of this.#joins.splice(0)) done()
  }

  #put(client: RemoteClient, frame: Buffer): void {
    const { op, wait, burst, since, more } = readCall(frame)
    const previewEnd = TIMEOUT_AT + 8 + more
    const value = frame.toString("utf8", TIMEOUT_AT + 8, previewEnd)
    const item = readItem(frame.subarray(previewEnd))
    const key = this.core.facts.started("put", client.key, wait, value)
    const done = (outcome: number) => client.say(PUT_DONE, op, outcome)
    this.core.put({ client, wait, op: key, since, timer: undefined, item, value, done }, burst)
  }

  #get(client: RemoteClient, frame: Buffer): void {
    const { op, wait, burst, since } = readCall(frame)
    const key = this.core.facts.started("get", client.key, wait, "")
    const failed = () => client.say(GET_FAILED, op)
    this.core.get({ client, wait, op: key, since, timer: undefined, failed }, burst)
  }

  #client(peer: RemoteCaller): RemoteClient {
    const known = this.#clients.get(peer)
    if (known) return known
    const client = new RemoteClient(peer, this.id)
    this.#clients.set(peer, client)
    return client
  }
}

/** A PUT or GET frame without its preview and item. */
export function writeCall(
  kind: number,
  id: number,
  op: number,
  { block, timeout }: Wait,
  burst: number,
  waited: number,
  preview: number,
): Buffer {
  const bytes = Buffer.allocUnsafe(TIMEOUT_AT + 8)
  const flags = (block ? BLOCK : 0) | (timeout === undefined ? 0 : HAS_TIMEOUT) | (burst << BURST_SHIFT)
  head(kind, id, op, flags, Math.min(0xffff_ffff, Math.round(waited * 1000)), preview).copy(bytes)
  bytes.writeDoubleLE(timeout ?? 0, TIMEOUT_AT)
  return bytes
}

function readCall(frame: Buffer) {
  const flags = frame.readUInt32LE(HEAD + 4)
  const timeout = flags & HAS_TIMEOUT ? frame.readDoubleLE(TIMEOUT_AT) : undefined
  return {
    op: frame.readUInt32LE(HEAD),
    wait: { block: (flags & BLOCK) !== 0, timeout } satisfies Wait,
    burst: flags >>> BURST_SHIFT,
    since: performance.now() - frame.readUInt32LE(HEAD + 8) / 1000,
    more: frame.readUInt32LE(HEAD + 12),
  }
}

/** JSON primitives are queued unpacked. In a frame they are pickled, and recognised by this first byte. */
const PLAIN_JSON = 0
export function writeItem(item: Packed): Buffer {
  return typeof item === "object" && item !== null ? item : encode(item)
}

function readItem(bytes: Buffer): Packed {
  if (bytes[0] !== PLAIN_JSON) return bytes
  const first = bytes[1]
  // An object or a list stays packed: each getter needs a copy of its own.
  return first === 0x7b || first === 0x5b ? bytes : (decode(bytes) as Packed)
}
