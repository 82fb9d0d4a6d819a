import type { Socket } from "node:net"
import { describeError } from "../errors.ts"
import { authkey, crypto } from "../self/identity.ts"
import { decode, encode } from "../wire/codec.ts"
import { FrameLink } from "../wire/frames.ts"
import type { HubObject } from "./object.ts"
import { AUTHKEY_BYTES, CALL, HEAD, type Hello, head, LONGEST_HELLO, REFUSED, REPLY } from "./protocol.ts"

/** The hub as a peer uses it: it looks up objects and is informed when the peer comes and goes. */
interface PeerOwner {
  object(id: number): HubObject | undefined
  /** The peer has shown the authkey. */
  admitted(peer: Peer): void
  /** Its connection is closed. */
  left(peer: Peer): void
}

/** Another process that uses objects of this one: the hub's end of its connection. */
export class Peer {
  /** Key of the process; empty until it has shown the authkey. */
  key = ""
  readonly link: FrameLink
  readonly #hub: PeerOwner
  readonly #used = new Set<HubObject>()

  constructor(hub: PeerOwner, socket: Socket) {
    this.#hub = hub
    this.link = new FrameLink(
      socket,
      (frame) => this.#receive(frame),
      () => this.#gone(),
    )
    this.link.limit(LONGEST_HELLO)
  }

  #receive(frame: Buffer): void {
    if (this.key === "") {
      this.#admit(frame)
      return
    }
    const object = this.#hub.object(frame.readUInt32LE(1))
    if (object) this.#used.add(object)
    if (frame[0] === CALL) void this.#call(object, frame)
    else object?.receive?.(this, frame)
  }

  #admit(frame: Buffer): void {
    const shown = frame.subarray(0, AUTHKEY_BYTES)
    const expected = Buffer.from(authkey(), "base64")
    const isOurs =
      shown.length === AUTHKEY_BYTES && crypto().timingSafeEqual(new Uint8Array(shown), new Uint8Array(expected))
    if (!isOurs) {
      this.link.send(head(REFUSED, 0))
      this.link.end()
      return
    }
    this.link.limit()
    const hello = JSON.parse(frame.toString("utf8", AUTHKEY_BYTES)) as Hello
    this.key = hello.key
    this.#hub.admitted(this)
  }

  async #call(object: HubObject | undefined, frame: Buffer): Promise<void> {
    const id = frame.readUInt32LE(1)
    const request = frame.readUInt32LE(HEAD)
    let answer: Buffer
    let isOk = 1
    try {
      if (!object) throw new ReferenceError(`no object ${id} in this process: it is gone or never was`)
      const [method, ...args] = decode(frame.subarray(HEAD + 4)) as [string, ...unknown[]]
      const result = object.call(this, method, args)
      answer = encode(result instanceof Promise ? await result : result)
    } catch (error) {
      isOk = 0
      answer = encode(describeError(error))
    }
    if (this.link.isOpen) this.link.send(head(REPLY, id, request), Buffer.of(isOk), answer)
  }

  #gone(): void {
    for (const object of this.#used) object.drop(this)
    this.#used.clear()
    this.#hub.left(this)
  }
}
