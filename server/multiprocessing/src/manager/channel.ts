import { readSync, writeSync } from "node:fs"
import type { Socket } from "node:net"
import { BrokenPipeError } from "../errors.ts"

const NAP_MS = 0.2

/**
 * Requests to a manager, one line each way. The thread blocks for the answer: as in Python, a `Manager()` and the
 * objects it makes are ready when the call returns.
 */
export class LineChannel {
  readonly #descriptor: number
  readonly #nap = new Int32Array(new SharedArrayBuffer(4))

  /** @param socket is read only through this channel: its own reading is stopped */
  constructor(socket: Socket) {
    const { _handle: handle } = socket as unknown as { _handle: { fd: number; readStop(): void } }
    handle.readStop()
    this.#descriptor = handle.fd
  }

  /** @throws BrokenPipeError when the manager has ended */
  ask(question: unknown): unknown {
    const bytes = Buffer.from(`${JSON.stringify(question)}\n`)
    for (let written = 0; written < bytes.length; ) {
      written += this.#retrying(() => writeSync(this.#descriptor, bytes, written))
    }
    const parts: Buffer[] = []
    for (;;) {
      const part = Buffer.alloc(65_536)
      const length = this.#retrying(() => readSync(this.#descriptor, part))
      if (length === 0) throw this.#ended()
      parts.push(part.subarray(0, length))
      if (part[length - 1] === 10) return JSON.parse(Buffer.concat(parts).toString())
    }
  }

  /** The descriptor is non-blocking: sleeps briefly and tries again until the call succeeds. */
  #retrying(call: () => number): number {
    for (;;) {
      try {
        return call()
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw this.#ended(error)
        Atomics.wait(this.#nap, 0, 0, NAP_MS)
      }
    }
  }

  #ended(cause?: unknown): BrokenPipeError {
    return new BrokenPipeError("Broken pipe: the manager has ended", { cause })
  }
}
