import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { createServer, type Server } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { randomKey } from "../observe/observer.ts"
import { identity } from "../self/identity.ts"
import { holding } from "../self/keepAlive.ts"
import type { Caller, HubObject, Port } from "./object.ts"
import { Peer } from "./peer.ts"

/** A child that this process started and that has not connected yet. */
export interface Expected {
  onHello(peer: Peer): void
  onGone(): void
}

/** This process as the caller of its own objects. */
export const localCaller: Caller = {
  get key() {
    return identity().key
  },
}

/** The objects of this process that others use. It starts to listen when its address is first needed. */
export class Hub {
  #server: Server | undefined
  #address = ""
  readonly #objects = new Map<number, HubObject>()
  readonly #ids = new Map<HubObject, number>()
  readonly #expected = new Map<string, Expected>()
  readonly #peers = new Map<Peer, Expected | undefined>()
  #count = 0

  /** Where other processes connect: an abstract socket on Linux, which leaves nothing to clean up. */
  get address(): string {
    if (this.#server) return this.#address
    this.#address = process.platform === "linux" ? `\0forkscope-${randomKey()}${randomKey()}` : privatePath()
    this.#server = createServer((socket) => this.#peers.set(new Peer(this, socket), undefined))
    this.#server.listen(this.#address)
    this.#server.unref()
    return this.#address
  }

  /** True when the address is this hub's own. */
  isOwn(address: string): boolean {
    return this.#server !== undefined && address === this.#address
  }

  /** The number by which other processes call the object. The object is kept for them from then on. */
  publish(object: HubObject): number {
    const known = this.#ids.get(object)
    if (known !== undefined) return known
    const id = ++this.#count
    this.#ids.set(object, id)
    this.#objects.set(id, object)
    return id
  }

  object(id: number): HubObject | undefined {
    return this.#objects.get(id)
  }

  /** Expects a child to connect with this key. */
  expect(key: string, expected: Expected): void {
    this.#expected.set(key, expected)
  }

  forget(key: string): void {
    this.#expected.delete(key)
  }

  /** Called by a peer that has shown the authkey. */
  admitted(peer: Peer): void {
    const expected = this.#expected.get(peer.key)
    this.#expected.delete(peer.key)
    this.#peers.set(peer, expected)
    expected?.onHello(peer)
  }

  /** Called by a peer whose connection is closed. */
  left(peer: Peer): void {
    const expected = this.#peers.get(peer)
    this.#peers.delete(peer)
    expected?.onGone()
  }
}

export const hub = new Hub()

/** The port to an object of this process. */
export function localPort(object: HubObject): Port {
  return {
    async call(method, ...args) {
      const result = object.call(localCaller, method, args)
      return result instanceof Promise ? holding(result) : result
    },
  }
}

function privatePath(): string {
  const folder = mkdtempSync(join(tmpdir(), "forkscope-"))
  chmodSync(folder, 0o700)
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }))
  return join(folder, "hub")
}
