import { readSync } from "node:fs"
import type { Socket } from "node:net"

/** Bytes before a frame's body: its length, little-endian. */
const HEADER = 4
/** A longer frame means that the stream is not ours. */
const LONGEST = 0x7fff_ffff
const EMPTY = Buffer.alloc(0)

/** Cuts a stream of bytes into frames. A frame is a view on what was read: copy it to keep it for long. */
class FrameCutter {
  longest = LONGEST
  #rest: Buffer = EMPTY
  /** Pieces of a frame that is longer than what was read so far. */
  #pieces: Buffer[] = []
  #missing = 0

  /** @param onFrame returns false to stop: the bytes after the frame are kept. */
  push(data: Buffer, onFrame: (frame: Buffer) => boolean): void {
    if (this.#missing > 0) {
      this.#pieces.push(data)
      this.#missing -= data.length
      if (this.#missing > 0) return
      data = Buffer.concat(this.#pieces)
      this.#pieces = []
    } else if (this.#rest.length > 0) data = Buffer.concat([this.#rest, data])
    this.#rest = EMPTY
    let start = 0
    while (data.length - start >= HEADER) {
      const end = start + HEADER + data.readUInt32LE(start)
      if (end - start > this.longest) throw new RangeError("expected a frame, got a length beyond all bounds")
      if (end > data.length) {
        this.#pieces = [data.subarray(start)]
        this.#missing = end - data.length
        return
      }
      const goesOn = onFrame(data.subarray(start + HEADER, end))
      start = end
      if (!goesOn) break
    }
    this.#rest = data.subarray(start)
  }

  /** Removes and returns the bytes that were read and not used. */
  take(): Buffer {
    const rest = this.#pieces[0] ?? this.#rest
    this.#rest = EMPTY
    this.#pieces = []
    this.#missing = 0
    return rest
  }
}

/**
 * Length-prefixed frames over a socket, both ways. Frames sent in one turn of the event loop leave in one write.
 *
 * The link does not keep the process alive; `socket.ref()` changes that.
 */
export class FrameLink {
  readonly socket: Socket
  isOpen = true
  readonly #cutter = new FrameCutter()
  #pending: Uint8Array[] = []
  #length = 0
  #scheduled = false
  #isBroken = false

  /**
   * @param onFrame gets the body of each frame, a view that later reads do not overwrite
   * @param onEnd called once, when no more frames will come: the other side ended, died, or `destroy` was called here
   */
  constructor(socket: Socket, onFrame: (frame: Buffer) => void, onEnd: () => void) {
    this.socket = socket
    socket.unref()
    const take = (data: Buffer) => {
      try {
        this.#cutter.push(data, (frame) => {
          onFrame(frame)
          return this.isOpen
        })
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        this.destroy()
      }
    }
    socket.on("data", take)
    readRestOnError(socket, take)
    socket.on("error", () => {
      this.#isBroken = true
    })
    socket.once("close", () => {
      this.isOpen = false
      onEnd()
    })
  }

  /** Sets the longest frame; a longer one closes the connection. For peers that are not yet trusted. */
  limit(bytes = LONGEST): void {
    this.#cutter.longest = bytes
  }

  /** Sends one frame made of these parts, together with others of this turn. */
  send(...parts: Uint8Array[]): void {
    let length = 0
    for (const part of parts) length += part.length
    const header = Buffer.allocUnsafe(HEADER)
    header.writeUInt32LE(length, 0)
    this.sendRaw(header)
    for (const part of parts) this.sendRaw(part)
  }

  /** As `send`, for a frame that already begins with its length. */
  sendRaw(bytes: Uint8Array): void {
    this.#pending.push(bytes)
    this.#length += bytes.length
    if (this.#scheduled) return
    this.#scheduled = true
    process.nextTick(() => this.flush())
  }

  /** Writes what is pending to the kernel now. */
  flush(): void {
    this.#scheduled = false
    const [first] = this.#pending
    if (first === undefined) return
    const bytes = this.#pending.length === 1 ? first : Buffer.concat(this.#pending, this.#length)
    this.#pending = []
    this.#length = 0
    if (this.isOpen && !this.#isBroken) this.socket.write(bytes)
  }

  /** Sends what is pending, then ends this side. */
  end(): void {
    this.flush()
    this.socket.end()
  }

  destroy(): void {
    this.isOpen = false
    this.socket.destroy()
  }
}

/**
 * Node closes a socket at once when a write fails because the other process has ended. What that process had written
 * before and nobody has read yet would be lost, so it is read at that moment, from the kernel's buffer.
 */
function readRestOnError(socket: Socket, take: (data: Buffer) => void): void {
  const destroy = socket._destroy
  socket._destroy = (error, callback) => {
    const descriptor = (socket as unknown as { _handle?: { fd: number } | null })._handle?.fd ?? -1
    if (error && descriptor >= 0) {
      try {
        for (;;) {
          const data = Buffer.allocUnsafe(65_536)
          const length = readSync(descriptor, data)
          if (length === 0) break
          take(data.subarray(0, length))
        }
      } catch {
        // Nothing is left to read.
      }
    }
    destroy.call(socket, error, callback)
  }
}

/**
 * Reads the first frame of a socket, leaves all bytes after it in the socket and pauses it.
 *
 * @param onFrame gets undefined when the socket closed first.
 */
export function readFirstFrame(socket: Socket, onFrame: (frame: Buffer | undefined) => void): void {
  const cutter = new FrameCutter()
  const done = (frame: Buffer | undefined) => {
    socket.off("data", take)
    socket.off("close", closed)
    onFrame(frame)
  }
  const take = (data: Buffer) => {
    let first: Buffer | undefined
    cutter.push(data, (frame) => {
      first = frame
      return false
    })
    if (!first) return
    socket.pause()
    const rest = cutter.take()
    if (rest.length > 0) socket.unshift(rest)
    done(Buffer.from(first))
  }
  const closed = () => done(undefined)
  socket.on("data", take)
  socket.once("close", closed)
}
