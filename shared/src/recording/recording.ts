import type { Micros, Seq } from "../base/index.ts"
import type { ForkscopeEvent } from "../events/index.ts"
import { EMPTY_WORLD, fold, type World } from "../world/index.ts"
import type { Block } from "./blocks.ts"
import type { RecordingLabel } from "./format.ts"
import { isNewer, type RecordingHeader } from "./header.ts"
import type { Damage } from "./problem.ts"
import { type Opened, type OpenOptions, openSegments, type Segment } from "./segments.ts"

/** Blocks that are cached, so that reading on from a place does not unzip again. */
const BLOCKS_KEPT = 8
/** Worlds that are cached, each the world before a block. Few, since a world with long histories is large. */
const STARTS_KEPT = 3

/** An open recording, which gives its events and the world at any of them. */
export class Recording {
  readonly header: RecordingHeader
  /** The name and note from its user, who may change them while the recording is open. */
  label: RecordingLabel
  /** The content of its file. */
  readonly bytes: Uint8Array
  /** Why its end cannot be read; null if no damage was found so far. */
  damage: Damage | null
  readonly #segments: Segment[]
  readonly #blocks = new Map<number, Promise<Block>>()
  readonly #starts = new Map<number, World>()

  private constructor(bytes: Uint8Array, { header, label, damage, segments }: Opened) {
    this.bytes = bytes
    this.header = header
    this.label = label
    this.damage = damage
    this.#segments = segments
  }

  /**
   * Opens a file, up to the first damage.
   *
   * @throws UnreadableError when it is not a recording, or not one that this version can read.
   */
  static async open(bytes: Uint8Array, options: OpenOptions = {}): Promise<Recording> {
    const opened = await openSegments(bytes, options)
    const recording = new Recording(bytes, opened)
    // The header of a member that was cut off may count events that are missing.
    if (opened.isCut) await recording.#block(opened.segments.length - 1)
    return recording
  }

  /** Whether a newer version made it: events and fields that this version does not know are left out. */
  get isNewer(): boolean {
    return isNewer(this.header)
  }

  get name(): string {
    return this.label.name ?? this.header.name
  }

  /** Seq of the last event that can be read; 0 if there is none. */
  get seq(): Seq {
    return this.#segments.at(-1)?.seq ?? 0
  }

  /** The run's time after its last event, µs. */
  get at(): Micros {
    return this.#segments.at(-1)?.at ?? 0
  }

  /** The world after event `seq`; beyond the end, the last world. */
  async worldAt(seq: Seq): Promise<World> {
    const index = this.#indexOf(seq)
    if (index < 0) return EMPTY_WORLD
    const start = await this.#startOf(index)
    // Damage was found on the way, so the recording ends earlier.
    if (index >= this.#segments.length) return await this.worldAt(this.seq)
    const { events } = await this.#block(index)
    return fold(
      start,
      events.filter((event) => event.seq <= seq),
    )
  }

  /** The last event at or before the time `at`, µs; 0 if there is none. */
  async seqAt(at: Micros): Promise<Seq> {
    const index = this.#segments.findIndex((segment) => segment.at > at)
    if (index < 0) return this.seq
    const block = await this.#block(index)
    const next = block.events.find((event) => event.at > at)
    return next ? next.seq - 1 : (this.#segments[index]?.seq ?? this.seq)
  }

  /** The events after event `from`, up to and including `to`. */
  async events(from: Seq, to: Seq): Promise<ForkscopeEvent[]> {
    const found: ForkscopeEvent[] = []
    for (let index = Math.max(0, this.#indexOf(from + 1)); index < this.#segments.length; index++) {
      if (this.#before(index) >= to) break
      for (const event of (await this.#block(index)).events) if (event.seq > from && event.seq <= to) found.push(event)
    }
    return found
  }

  /**
   * All events in order, a member of the file at a time, for readers of a whole recording. Each member is unzipped
   * once, while the caller works on the one before. Ends at the first damage, and sets `damage` then.
   *
   * @param after Events up to this one are left out.
   */
  async *all(after: Seq = 0): AsyncGenerator<readonly ForkscopeEvent[]> {
    const first = Math.max(0, this.#indexOf(after + 1))
    let next = this.#read(first)
    for (let index = first; index < this.#segments.length; index++) {
      const { events } = await next
      next = this.#read(index + 1)
      yield index === first ? events.filter(({ seq }) => seq > after) : events
    }
  }

  #before(index: number): Seq {
    return this.#segments[index - 1]?.seq ?? 0
  }

  /** The segment of event `seq`; beyond the end, the last segment. */
  #indexOf(seq: Seq): number {
    let [low, high] = [0, this.#segments.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#segments[middle]?.seq ?? 0) >= seq) high = middle
      else low = middle + 1
    }
    return this.#segments.length === 0 || seq <= 0 ? -1 : low
  }

  #block(index: number): Promise<Block> {
    return keep(this.#blocks, index, this.#read(index), BLOCKS_KEPT)
  }

  /** A block, from the cache or read anew; beyond the end, an empty one. */
  #read(index: number): Promise<Block> {
    return this.#blocks.get(index) ?? this.#load(index)
  }

  async #load(index: number): Promise<Block> {
    const segment = this.#segments[index]
    if (!segment) return { checkpoint: null, events: [], label: null, damage: null }
    const before = this.#before(index)
    const block = await segment.load(before)
    if (block.damage !== null) this.#endAt(index, before, block)
    return block
  }

  /** Ends the recording at a damaged block, unless a block before it was found damaged too. */
  #endAt(index: number, before: Seq, { events, damage }: Block): void {
    const segment = this.#segments[index]
    if (!segment) return
    this.#segments.length = index + 1
    segment.seq = events.at(-1)?.seq ?? before
    segment.at = events.reduce((latest, event) => Math.max(latest, event.at), this.#segments[index - 1]?.at ?? 0)
    this.damage = damage
  }

  /** The world before a segment's events, folded from the nearest checkpoint before it. */
  async #startOf(index: number): Promise<World> {
    let from = index
    let start = EMPTY_WORLD
    for (; from > 0; from--) {
      const known =
        this.#starts.get(from) ?? (this.#segments[from]?.hasCheckpoint && (await this.#block(from)).checkpoint)
      if (!known) continue
      start = known
      break
    }
    for (; from < index && from < this.#segments.length; from++) {
      const block = this.#block(from)
      // Unzip the next block while this one is folded.
      void this.#block(from + 1)
      start = fold(start, (await block).events)
    }
    return from < index ? start : keep(this.#starts, index, start, STARTS_KEPT)
  }
}

/** Adds an entry as the newest one of a cache and removes the oldest ones beyond the limit. */
function keep<Value>(entries: Map<number, Value>, key: number, value: Value, limit: number): Value {
  entries.delete(key)
  entries.set(key, value)
  for (const oldest of entries.keys()) {
    if (entries.size <= limit) break
    entries.delete(oldest)
  }
  return value
}
