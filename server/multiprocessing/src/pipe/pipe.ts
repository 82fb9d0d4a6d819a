import { OSError } from "../errors.ts"
import { localCaller } from "../hub/hub.ts"
import { type Place, type ProxyParts, registerProxy, SharedProxy } from "../hub/proxy.ts"
import { observer } from "../observe/observer.ts"
import { decode, encode } from "../wire/codec.ts"
import { preview } from "../wire/preview.ts"
import { PipeObject } from "./object.ts"

const EBADF = 9

/** One end of a pipe, as Python's `multiprocessing.connection.Connection`. Give one to a child and close it here. */
export class PipeConnection extends SharedProxy {
  readonly readable: boolean
  readonly writable: boolean
  readonly #side: 0 | 1
  #isClosed = false

  constructor(parts: ProxyParts, side: 0 | 1, readable: boolean, writable: boolean) {
    super("pipe", parts)
    this.#side = side
    this.readable = readable
    this.writable = writable
  }

  get closed(): boolean {
    return this.#isClosed
  }

  /** Sends a value; waits while the other end has too much unread. @throws BrokenPipeError when it is closed */
  async send(value: unknown): Promise<void> {
    this.#check(this.writable, "connection is read-only")
    await this.port.call("send", this.#side, encode(value), observer.isObserved ? preview(value) : "")
  }

  /** Waits for a value. @throws EOFError when the other end is closed and nothing is left */
  async recv(): Promise<unknown> {
    this.#check(this.readable, "connection is write-only")
    return decode((await this.port.call("recv", this.#side)) as Buffer)
  }

  /** Whether there is something to read, waiting at most `timeout` seconds; null waits for ever. */
  async poll(timeout: number | null = 0): Promise<boolean> {
    this.#check(this.readable, "connection is write-only")
    return (await this.port.call("poll", this.#side, timeout ?? undefined)) as boolean
  }

  /** Closes the end in this process. Other processes that have it keep it open. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.port.call("close", this.#side)
  }

  protected override get isInherited(): boolean {
    return false
  }

  protected override travels(_place: Place): Record<string, unknown> {
    this.#check(true, "")
    // Sent now, so that the owner counts the new handle before a process that receives it can call.
    void this.port.call("lend", this.#side).catch(() => undefined)
    return { side: this.#side, readable: this.readable, writable: this.writable }
  }

  /** Makes a connection from a received handle: this process has the end from now on. */
  static attach(parts: ProxyParts): PipeConnection {
    const { side, readable, writable } = parts.extra as { side: 0 | 1; readable: boolean; writable: boolean }
    const end = new PipeConnection(parts, side, readable, writable)
    void end.port.call("attach", side).catch(() => undefined)
    return end
  }

  #check(isAllowed: boolean, problem: string): void {
    if (this.#isClosed) throw new OSError(EBADF, "EBADF", "handle is closed")
    if (!isAllowed) throw new OSError(EBADF, "EBADF", problem)
  }
}

/**
 * A pipe with two ends.
 *
 * @param duplex false: the first end only receives, the second only sends
 */
export function Pipe(duplex = true): [PipeConnection, PipeConnection] {
  const object = new PipeObject(localCaller, duplex)
  const parts: ProxyParts = { place: { object }, key: object.key }
  return [new PipeConnection(parts, 0, true, duplex), new PipeConnection(parts, 1, duplex, true)]
}

registerProxy("pipe", (parts) => PipeConnection.attach(parts))
