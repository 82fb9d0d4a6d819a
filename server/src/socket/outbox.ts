import type { Channel } from "./channel.ts"
import type { EncodedBatch } from "./encode.ts"

/** The connection to one viewer. */
export interface Wire {
  /** Whether everything sent so far has been handed to the kernel. */
  isIdle(): boolean
  sendSnapshot(run: string, data: Buffer): void
  sendBatch(run: string, batch: EncodedBatch): void
}

const QUEUE_BATCHES = 16
const QUEUE_BYTES = 1024 * 1024

/**
 * The messages that one viewer has not been sent yet, of the run it watches.
 *
 * A message is handed to the wire only when the wire has sent the one before. A viewer that stops reading therefore
 * occupies one message in the wire and this queue, which is bounded. At its bound the queue is discarded; when the wire
 * is idle again, the viewer gets a new snapshot and the frames after it.
 */
export class Outbox {
  readonly #wire: Wire
  #channel: Channel | null = null
  #batches: EncodedBatch[] = []
  #bytes = 0
  /** `due`: the viewer must get a snapshot before any batch. `packing`: it is being made; later frames are queued. */
  #snapshot: "none" | "due" | "packing" | Buffer = "none"
  /** Number of the snapshot that is wanted: one with an earlier number is ready too late, and is dropped. */
  #wanted = 0

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /** Follows another run, starting with a snapshot of it; null: no run. */
  watch(channel: Channel | null): void {
    this.#channel?.remove(this.#onBatch)
    this.#channel = channel
    this.#discard()
    this.#snapshot = channel ? "due" : "none"
    channel?.add(this.#onBatch)
    this.pump()
  }

  readonly #onBatch = (batch: EncodedBatch): void => {
    // The snapshot that is due will contain this batch.
    if (this.#snapshot !== "due") {
      this.#batches.push(batch)
      this.#bytes += batch.data.length
      if (this.#batches.length > QUEUE_BATCHES || this.#bytes > QUEUE_BYTES) {
        this.#discard()
        this.#snapshot = "due"
      }
    }
    this.pump()
  }

  /** Sends the next message if the wire is idle. Also called each time the wire becomes idle. */
  pump(): void {
    const channel = this.#channel
    if (!channel || !this.#wire.isIdle()) return
    if (this.#snapshot === "due") {
      this.#pack(channel)
    } else if (Buffer.isBuffer(this.#snapshot)) {
      const data = this.#snapshot
      this.#snapshot = "none"
      this.#wire.sendSnapshot(channel.run.id, data)
    } else if (this.#snapshot === "none") {
      const batch = this.#batches.shift()
      if (!batch) return
      this.#bytes -= batch.data.length
      this.#wire.sendBatch(channel.run.id, batch)
    }
  }

  /**
   * Makes the snapshot only when it can be sent: so it is as new as possible, and none is kept for a stalled viewer.
   */
  #pack(channel: Channel): void {
    this.#snapshot = "packing"
    this.#wanted += 1
    const number = this.#wanted
    channel.snapshot().then((data) => {
      if (number !== this.#wanted || this.#snapshot !== "packing") return
      this.#snapshot = data
      this.pump()
    })
  }

  #discard(): void {
    this.#wanted += 1
    this.#batches = []
    this.#bytes = 0
  }
}
