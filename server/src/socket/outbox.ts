import type { Channel, ChannelListener } from "./channel.ts"
import type { EncodedBatch } from "./encode.ts"

/** The wire to one viewer. */
export interface Wire {
  /** Whether everything sent so far has left for the kernel. */
  isIdle(): boolean
  sendSnapshot(run: string, data: Buffer): void
  sendBatch(run: string, batch: EncodedBatch): void
}

const QUEUE_BATCHES = 16
const QUEUE_BYTES = 1024 * 1024

/**
 * What one viewer has still to be sent of the run it watches.
 *
 * A message is handed to the wire only when the one before has left, so a viewer that stops reading holds one message
 * in the wire and this queue, which is bounded. Past the bound the queue is thrown away; when the wire is idle again
 * the viewer gets a fresh snapshot, and the frames after it.
 */
export class Outbox implements ChannelListener {
  readonly #wire: Wire
  #channel: Channel | null = null
  #batches: EncodedBatch[] = []
  #bytes = 0
  /** `due`: the viewer must get one before any batch. `packing`: it is being made; later frames queue up. */
  #snapshot: "none" | "due" | "packing" | Buffer = "none"
  /** Tells a snapshot that is ready too late from the one that is wanted. */
  #wish = 0

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /** Follows another run from its snapshot on, or none. */
  watch(channel: Channel | null): void {
    this.#channel?.remove(this)
    this.#channel = channel
    this.#discard()
    this.#snapshot = channel ? "due" : "none"
    channel?.add(this)
    this.pump()
  }

  onBatch(batch: EncodedBatch): void {
    // The snapshot that is due will hold it.
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

  /** Sends the next message if the wire is idle. Called again whenever the wire has become so. */
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

  /** Makes the snapshot only now that it can be sent: it is as new as can be, and held for no stalled viewer. */
  #pack(channel: Channel): void {
    this.#snapshot = "packing"
    this.#wish += 1
    const wish = this.#wish
    channel.snapshot().then((data) => {
      if (wish !== this.#wish || this.#snapshot !== "packing") return
      this.#snapshot = data
      this.pump()
    })
  }

  #discard(): void {
    this.#wish += 1
    this.#batches = []
    this.#bytes = 0
  }
}
