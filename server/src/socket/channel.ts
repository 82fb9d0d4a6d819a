import { type EncodedBatch, encodeBatch, encodeSnapshot } from "./encode.ts"
import type { RunSource } from "./sources.ts"

type ChannelListener = (batch: EncodedBatch) => void

/** One run for all its viewers: each frame, and each snapshot at the same event, is encoded once. */
export class Channel {
  readonly run: RunSource
  readonly #listeners = new Set<ChannelListener>()
  #unsubscribe: (() => void) | undefined
  #snapshot: { seq: number; data: Promise<Buffer> } | undefined

  constructor(run: RunSource) {
    this.run = run
  }

  /** Sends frames to the listener from here on. The channel subscribes to the log only while it has listeners. */
  add(listener: ChannelListener): void {
    this.#listeners.add(listener)
    this.#unsubscribe ??= this.run.log.subscribe((events) => {
      this.#snapshot = undefined
      const batch = encodeBatch(events)
      for (const listener of this.#listeners) listener(batch)
    })
  }

  remove(listener: ChannelListener): void {
    this.#listeners.delete(listener)
    if (this.#listeners.size > 0) return
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
    this.#snapshot = undefined
  }

  /** The run up to its last complete frame; the frames after this call continue from there. */
  snapshot(): Promise<Buffer> {
    const { seq } = this.run.log.world
    if (this.#snapshot?.seq !== seq) this.#snapshot = { seq, data: encodeSnapshot(this.run) }
    return this.#snapshot.data
  }
}

/** The channels of all runs, each made when its run is first watched. */
export class Channels {
  // Weak: the channel of a removed run goes with the run.
  readonly #byRun = new WeakMap<RunSource, Channel>()

  of(run: RunSource): Channel {
    const known = this.#byRun.get(run)
    if (known) return known
    const channel = new Channel(run)
    this.#byRun.set(run, channel)
    return channel
  }
}
