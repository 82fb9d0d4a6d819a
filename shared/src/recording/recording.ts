import type { Micros, Seq } from "../base/index.ts"
import type { ForkscopeEvent } from "../events/index.ts"
import { EMPTY_WORLD, fold, type World } from "../world/index.ts"
import type { Block } from "./blocks.ts"
import type { RecordingLabel } from "./format.ts"
import { isNewer, type RecordingHeader } from "./header.ts"
import type { Damage } from "./problem.ts"
import { type Opened, type OpenOptions, openSegments, type Segment } from "./segments.ts"

/** Blocks kept ready: going on from where one is must not unzip again. */
const BLOCKS_KEPT = 8
/** Worlds kept ready, each before a block: a world with long histories is large. */
const STARTS_KEPT = 3

/** A recording that is open: what was drawn at any of its events can be had again. */
export class Recording {
  readonly header: RecordingHeader
  /** What its owner says of it; he may say something else while it is open. */
  label: RecordingLabel
  /** Its file. */
  readonly bytes: Uint8Array
  /** Why its end can't be read; null as far as nothing is known to be wrong. */
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
   * Opens a file as far as it is good.
   *
   * @throws UnreadableError when it is no recording, or none that this version can read.
   */
  static async open(bytes: Uint8Array, options: OpenOptions = {}): Promise<Recording> {
    const opened = await openSegments(bytes, options)
    const recording = new Recording(bytes, opened)
    // What a member says of itself holds only if it was written to its end.
    if (opened.isCut) await recording.#block(opened.segments.length - 1)
    return recording
  }

  /** A newer version made it: what this one does not know is left out. */
  get isNewer(): boolean {
    return isNewer(this.header)
  }

  get name(): string {
    return this.label.name ?? this.header.name
  }

  /** The last event that can be read. */
  get seq(): Seq {
    return this.#segments.at(-1)?.seq ?? 0
  }

  /** The run's time after it, µs. */
  get at(): Micros {
    return this.#segments.at(-1)?.at ?? 0
  }

  /** The world after event `seq`: the same that was drawn then. Beyond the end it is the last one. */
  async worldAt(seq: Seq): Promise<World> {
    const index = this.#indexOf(seq)
    if (index < 0) return EMPTY_WORLD
    const start = await this.#startOf(index)
    // What was read on the way there is damaged, and ends it earlier.
    if (index >= this.#segments.length) return await this.worldAt(this.seq)
    const { events } = await this.#block(index)
    return fold(
      start,
      events.filter((event) => event.seq <= seq),
    )
  }

  /** The last event by the time `at`, µs; 0 if there is none. */
  async seqAt(at: Micros): Promise<Seq> {
    const index = this.#segments.findIndex((segment) => segment.at > at)
    if (index < 0) return this.seq
    const block = await this.#block(index)
    const next = block.events.find((event) => event.at > at)
    return next ? next.seq - 1 : (this.#segments[index]?.seq ?? this.seq)
  }

  /** The events after `from` up to `to`. */
  async events(from: Seq, to: Seq): Promise<ForkscopeEvent[]> {
    const found: ForkscopeEvent[] = []
    for (let index = Math.max(0, this.#indexOf(from + 1)); index < this.#segments.length; index++) {
      if (this.#before(index) >= to) break
      for (const event of (await this.#block(index)).events) if (event.seq > from && event.seq <= to) found.push(event)
    }
    return found
  }

  /**
   * Everything in its order, a member of the file at a time, each read once while the one before is looked at: for whoever
   * goes through a whole recording. What is damaged ends it, and is said in `damage` then.
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

  /** The segment of event `seq`; the last one for what is beyond it. */
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

  /** A block, whether or not it is kept. Beyond the end nothing is in it. */
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

  /** What can't be read ends the recording, and of what was read ahead the first that can't. */
  #endAt(index: number, before: Seq, { events, damage }: Block): void {
    const segment = this.#segments[index]
    if (!segment) return
    this.#segments.length = index + 1
    segment.seq = events.at(-1)?.seq ?? before
    segment.at = events.reduce((latest, event) => Math.max(latest, event.at), this.#segments[index - 1]?.at ?? 0)
    this.damage = damage
  }

  /** The world before a segment's events: from the nearest checkpoint on. */
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
      // It is unzipped while this one is folded.
      void this.#block(from + 1)
      start = fold(start, (await block).events)
    }
    return from < index ? start : keep(this.#starts, index, start, STARTS_KEPT)
  }
}

/** Puts an entry in the place of the newest; the oldest give way. */
function keep<Value>(entries: Map<number, Value>, key: number, value: Value, limit: number): Value {
  entries.delete(key)
  entries.set(key, value)
  for (const oldest of entries.keys()) {
    if (entries.size <= limit) break
    entries.delete(oldest)
  }
  return value
}
