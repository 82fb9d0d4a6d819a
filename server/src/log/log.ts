import type { Fact, ForkscopeEvent } from "@forkscope/shared/events"
import { EMPTY_WORLD, fold, type World } from "@forkscope/shared/world"
import { EventRing } from "./eventRing.ts"

/** Milliseconds between two frames: 30 a second. */
const FRAME = 33
/** Milliseconds that the first event after a pause waits for company. */
const GATHER = 4
const EVENTS_KEPT = 20_000

export type LogListener = (events: readonly ForkscopeEvent[]) => void

interface Subscription {
  /** Whether someone looks on, so that what happens has to be told soon; else it is only kept. True if not given. */
  live?: boolean
}

/**
 * The log of one run: the only place that gives a fact its seq.
 *
 * Events are gathered into frames of 33 ms. With each frame the world moves on and the subscribers hear of it, in
 * this order, so that inside a subscriber `world` already holds the events it is told. Between frames `world` and
 * `tail` stay as they are: together they are a consistent snapshot, which the next frame continues without a gap.
 */
export class Log {
  #seq = 0
  #world: World = EMPTY_WORLD
  #frame: ForkscopeEvent[] = []
  #timer: NodeJS.Timeout | undefined
  #lastFlush = 0
  #isClosed = false
  readonly #kept = new EventRing(EVENTS_KEPT)
  readonly #listeners = new Map<LogListener, boolean>()
  readonly #onError: (error: unknown, what: string) => void

  /** @param onError Hears of events that the world could not take, and of subscribers that failed; thrown if not given. */
  constructor(onError: (error: unknown, what: string) => void = rethrow) {
    this.#onError = onError
  }

  /** The seq of the newest event, whether or not its frame is complete. */
  get seq(): number {
    return this.#seq
  }

  /** The world after the last complete frame. */
  get world(): World {
    return this.#world
  }

  /** The newest events up to `world.seq`, oldest first; the log keeps 20 000. */
  tail(limit: number): ForkscopeEvent[] {
    return this.#kept.newest(limit)
  }

  /**
   * Numbers a fact and puts it into the current frame. Facts keep the order of their arrival, even where their `at`
   * is out of order: sources measure on one clock and report with different delays.
   *
   * After `close` the fact is numbered and goes nowhere: a source may be late and must not fail for it.
   */
  append(fact: Fact): ForkscopeEvent {
    this.#seq += 1
    // `seq` first, so that all events of a type share one shape and one order of fields on the wire.
    const event = { seq: this.#seq, ...fact } as ForkscopeEvent
    if (this.#isClosed) return event
    this.#frame.push(event)
    this.#timer ??= setTimeout(() => this.flush(), this.#delay())
    return event
  }

  /** Calls back with the events of each frame. Returns the way to stop it. */
  subscribe(listener: LogListener, { live = true }: Subscription = {}): () => void {
    this.#listeners.set(listener, live)
    return () => void this.#listeners.delete(listener)
  }

  /** Whether someone looks on. */
  get isLive(): boolean {
    for (const live of this.#listeners.values()) if (live) return true
    return false
  }

  /** Completes the current frame if it is as old as a frame gets: for whoever has just read what there was to read. */
  flushIfDue(): void {
    if (this.#delay() <= GATHER) this.flush()
  }

  /** Completes the current frame now. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#frame.length === 0) return
    this.#lastFlush = performance.now()
    const events = this.#foldAll(this.#frame.splice(0))
    for (const event of events) this.#kept.push(event)
    for (const listener of [...this.#listeners.keys()]) this.#tell(listener, events)
  }

  /** Moves the world on. In the place of an event that it can't take there is one that says so: the numbers have no gap. */
  #foldAll(events: ForkscopeEvent[]): ForkscopeEvent[] {
    try {
      this.#world = fold(this.#world, events)
      return events
    } catch {
      return events.map((event) => this.#foldOne(event))
    }
  }

  #foldOne(event: ForkscopeEvent): ForkscopeEvent {
    try {
      this.#world = fold(this.#world, [event])
      return event
    } catch (error) {
      this.#onError(error, `the world could not take event ${event.seq}, ${event.type}`)
      const dropped = { type: "run.dropped", what: "invalid", count: 1 } as const
      const instead: ForkscopeEvent = { seq: event.seq, src: "run", at: event.at, ...dropped }
      this.#world = fold(this.#world, [instead])
      return instead
    }
  }

  /** One subscriber that fails is not told again; the others are. */
  #tell(listener: LogListener, events: readonly ForkscopeEvent[]): void {
    try {
      listener(events)
    } catch (error) {
      this.#listeners.delete(listener)
      this.#onError(error, "a subscriber of the log failed and is not told again")
    }
  }

  /** Completes the last frame and lets go of the subscribers; `world` and `tail` stay readable. */
  close(): void {
    this.flush()
    this.#isClosed = true
    this.#listeners.clear()
  }

  #delay(): number {
    const sinceLast = performance.now() - this.#lastFlush
    return Math.max(GATHER, FRAME - sinceLast)
  }
}

function rethrow(error: unknown): never {
  throw error
}
