import type { Fact, ForkscopeEvent } from "@forkscope/shared/events"
import { EMPTY_WORLD, fold, type World } from "@forkscope/shared/world"
import { EventRing } from "./eventRing.ts"

/** Milliseconds between two frames: 30 a second. */
const FRAME = 33
/** Milliseconds that the first event after a pause waits for others to join its frame. */
const GATHER = 4
const EVENTS_KEPT = 20_000

export type LogListener = (events: readonly ForkscopeEvent[]) => void

/**
 * The log of one run: the only place that gives a fact its seq.
 *
 * Events are gathered into frames of 33 ms. At the end of each frame, first `world` is updated, then the subscribers
 * are called: inside a subscriber, `world` already holds the events that it receives. Between frames `world` and `tail`
 * do not change: together they are a consistent snapshot, and the next frame continues from it without a gap.
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

  /**
   * @param onError Called with events that could not be applied to the world, and with errors of subscribers. Default:
   *   throws.
   */
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
   * Numbers a fact and adds it to the current frame. Facts keep the order of their arrival, even where their `at` is
   * out of order: sources measure on one clock but report with different delays.
   *
   * After `close` a fact is still numbered, but dropped: a source that reports late must not fail because of it.
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

  /**
   * Calls the listener with the events of each frame. Returns a function that unsubscribes it.
   *
   * @param live Whether the subscriber shows events at once, so that they must arrive soon. False: it only stores them.
   */
  subscribe(listener: LogListener, { live = true }: { live?: boolean } = {}): () => void {
    this.#listeners.set(listener, live)
    return () => void this.#listeners.delete(listener)
  }

  /** Whether at least one subscriber is live. */
  get isLive(): boolean {
    for (const live of this.#listeners.values()) if (live) return true
    return false
  }

  /** Completes the current frame if its time is over. For callers that have just read all that there was to read. */
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
    for (const listener of [...this.#listeners.keys()]) this.#notify(listener, events)
  }

  /**
   * Applies events to the world. An event that can't be applied is replaced by one that reports this, so no seq is
   * missing.
   */
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

  /** Calls one subscriber. A subscriber that throws is removed; the others are not affected. */
  #notify(listener: LogListener, events: readonly ForkscopeEvent[]): void {
    try {
      listener(events)
    } catch (error) {
      this.#listeners.delete(listener)
      this.#onError(error, "a subscriber of the log failed and was removed")
    }
  }

  /** Completes the last frame and removes all subscribers; `world` and `tail` stay readable. */
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
