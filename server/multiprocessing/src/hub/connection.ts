import { connect } from "node:net"
import { AuthenticationError, BrokenPipeError, type ErrorDescription, reviveError } from "../errors.ts"
import { authkey, identity } from "../self/identity.ts"
import { hold, release } from "../self/keepAlive.ts"
import { decode, encode } from "../wire/codec.ts"
import { FrameLink } from "../wire/frames.ts"
import type { Port } from "./object.ts"
import { BOOT, CALL, HEAD, type Hello, head, REFUSED, REPLY } from "./protocol.ts"

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
}

/** The local side of an object in another process; handles the frames of the object's own kinds. */
export interface RemoteObject {
  receive(frame: Buffer): void
  /** The connection is lost: no answer will come any more. */
  broken(error: Error): void
}

/** This process's connection to the hub of another one. */
export class Connection {
  readonly link: FrameLink
  readonly address: string
  /** Set in a child: called with the job from its parent. */
  onBoot: ((boot: unknown) => void) | undefined
  onClose: (() => void) | undefined
  /** Why no call is possible any more. */
  error: Error | undefined
  readonly #pending = new Map<number, Pending>()
  readonly #objects = new Map<number, RemoteObject>()
  #requests = 0

  constructor(address: string) {
    this.address = address
    this.link = new FrameLink(
      connect(address),
      (frame) => this.#receive(frame),
      () => this.#closed(),
    )
    const hello: Hello = { key: identity().key }
    this.link.send(Buffer.from(authkey(), "base64"), Buffer.from(JSON.stringify(hello)))
    this.link.flush()
  }

  /** Calls a method of an object in the other process and waits for the answer. */
  call(object: number, method: string, args: unknown[]): Promise<unknown> {
    if (this.error) return Promise.reject(this.error)
    return new Promise((resolve, reject) => {
      const request = ++this.#requests
      const bytes = encode([method, ...args])
      hold()
      this.#pending.set(request, { resolve, reject })
      this.link.send(head(CALL, object, request), bytes)
      this.link.flush()
    })
  }

  port(object: number): Port {
    return { call: (method, ...args) => this.call(object, method, args) }
  }

  /** The local side of a remote object: one per object and connection. */
  remote<T extends RemoteObject>(object: number, make: () => T): T {
    const known = this.#objects.get(object) as T | undefined
    if (known) return known
    const made = make()
    this.#objects.set(object, made)
    return made
  }

  #receive(frame: Buffer): void {
    switch (frame[0]) {
      case REPLY:
        this.#reply(frame)
        return
      case BOOT:
        this.onBoot?.(decode(frame.subarray(HEAD)))
        return
      case REFUSED:
        this.error = new AuthenticationError(
          "the process that owns this object refused the connection: this process does not belong to the same program",
        )
        this.link.destroy()
        return
      default:
        this.#objects.get(frame.readUInt32LE(1))?.receive(frame)
    }
  }

  #reply(frame: Buffer): void {
    const request = frame.readUInt32LE(HEAD)
    const pending = this.#pending.get(request)
    if (!pending) return
    this.#pending.delete(request)
    release()
    try {
      const value = decode(frame.subarray(HEAD + 5))
      if (frame[HEAD + 4] === 1) pending.resolve(value)
      else pending.reject(reviveError(value as ErrorDescription))
    } catch (error) {
      pending.reject(error as Error)
    }
  }

  #closed(): void {
    this.error ??= new BrokenPipeError("Broken pipe: the process that owns this object has ended")
    for (const pending of this.#pending.values()) {
      release()
      pending.reject(this.error)
    }
    this.#pending.clear()
    for (const object of this.#objects.values()) object.broken(this.error)
    this.onClose?.()
  }
}

const connections = new Map<string, Connection>()

/**
 * The connection to this address. It is made once and kept after it broke, so that every later call fails with the same
 * error.
 */
export function connectTo(address: string): Connection {
  const known = connections.get(address)
  if (known) return known
  const connection = new Connection(address)
  connections.set(address, connection)
  return connection
}
