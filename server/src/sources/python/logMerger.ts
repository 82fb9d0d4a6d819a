import type { Fact } from "@forkscope/shared/events"
import { monotonicMicros } from "../clock.ts"
import type { Identity } from "../identity.ts"
import { type RawFact, resolve, translate } from "../translate.ts"
import { Decoder } from "./decoder.ts"
import { EventOrderer } from "./eventOrderer.ts"
import { KIND } from "./layout.ts"
import type { Trackers } from "./logContext.ts"
import { PoolTracker } from "./poolTracker.ts"
import { Processes } from "./processes.ts"
import type { ProcessLog } from "./processLog.ts"
import { QueueTracker } from "./queueTracker.ts"

/** An operation that is begun is told when it has lasted so long, µs: whoever lasts longer writes down its end too. */
const SLOW = 1500

/**
 * Built field by field from records whose numbers and texts were checked as they were read. They come by the thousand, and a
 * schema that is not yet compiled takes 0.1 ms for each. All others come as JSON, in which a process may have written anything.
 */
const BUILT: ReadonlySet<string> = new Set<Fact["type"]>([
  "queue.put.started",
  "queue.put.finished",
  "queue.item.written",
  "queue.get.started",
  "queue.get.finished",
  "queue.checked",
  "queue.sampled",
  "lock.acquire.started",
  "lock.acquire.finished",
  "lock.released",
  "lock.sampled",
  "pipe.send.started",
  "pipe.send.finished",
  "pipe.recv.started",
  "pipe.recv.finished",
  "pipe.sampled",
  "task.submitted",
  "task.started",
  "task.finished",
  "task.result.read",
  "join.started",
  "join.finished",
  "process.reaped",
])

interface TellerOptions {
  identity: Identity
  startedAt: number
  emit(fact: Fact): void
  /** What a log held was no fact. */
  onInvalid(reason: unknown): void
  /** Whether a process with this PID keeps a log. */
  hasLog(pid: number): boolean
}

/** Makes one story of what the logs of all processes say. */
export class LogMerger {
  readonly #options: TellerOptions
  readonly #orderer = new EventOrderer((error) => this.#invalid(error, monotonicMicros()))
  readonly #processes: Processes
  readonly #trackers: Trackers
  readonly #decoders = new Map<ProcessLog, Decoder>()

  constructor(options: TellerOptions) {
    this.#options = options
    const emit = (raw: RawFact) => this.#emit(raw)
    this.#processes = new Processes({ ...options, tell: emit, tellBuilt: (raw) => this.#emitBuilt(raw) })
    this.#trackers = {
      emit,
      emitChecked: (raw) => this.#emitChecked(raw),
      queues: new QueueTracker(emit),
      pools: new PoolTracker(emit),
      locks: new Set(),
      pipes: new Set(),
      processes: this.#processes,
    }
  }

  /**
   * Reads one process's log. What it says is told by `run`.
   *
   * @returns false when it holds what no probe writes (its process may write into it): it is not to be read again.
   */
  read(log: ProcessLog, now: number): boolean {
    try {
      this.#read(log, now)
      return true
    } catch (error) {
      this.#invalid(error, now)
      this.#decoders.delete(log)
      return false
    }
  }

  #read(log: ProcessLog, now: number): void {
    const decoder = this.#decoderOf(log)
    const lostBefore = log.lost
    // In this order, what ends between the two readings is in neither: its record is there the next time.
    const records = log.records(now)
    const open = log.cells()
    // Definitions first: the text of a record may speak of what a later one defines.
    for (const entry of records) {
      if (entry.kind === KIND.story) decoder.story(entry)
      else if (entry.kind === KIND.made) decoder.made(entry)
    }
    for (const entry of records) if (entry.kind !== KIND.story && entry.kind !== KIND.made) decoder.completed(entry)
    for (const entry of open) if (log.isDead || now - entry.begun / 1000 > SLOW) decoder.open(entry)
    decoder.counters(now)
    if (log.lost > lostBefore) this.#dropped(log, log.lost - lostBefore, now)
    if (!log.isDead) return
    decoder.died(now, open)
    this.#decoders.delete(log)
  }

  /** Counts something that no probe writes. */
  refuse(error: unknown): void {
    this.#invalid(error, monotonicMicros())
  }

  run(now: number, isLast: boolean): void {
    this.#orderer.run(now, isLast)
  }

  #decoderOf(log: ProcessLog): Decoder {
    const known = this.#decoders.get(log)
    if (known) return known
    const decoder = new Decoder(log, this.#orderer, this.#trackers)
    this.#decoders.set(log, decoder)
    return decoder
  }

  #dropped(log: ProcessLog, count: number, at: number): void {
    this.#orderer.add({
      at,
      take: () => {
        this.#emit({ type: "run.dropped", at, what: "facts", count, proc: this.#processes.keyOf(log.ident) })
        return true
      },
    })
  }

  #emitBuilt(raw: RawFact): void {
    const { identity, startedAt, emit } = this.#options
    emit(resolve(raw, identity, startedAt, "probe"))
  }

  #emit(raw: RawFact): void {
    if (BUILT.has(raw.type) && raw.error === undefined) this.#emitBuilt(raw)
    else this.#emitChecked(raw)
  }

  #emitChecked(raw: RawFact): void {
    const { identity, startedAt, emit } = this.#options
    const fact = translate(raw, identity, startedAt, "probe")
    if (!("invalid" in fact)) emit(fact)
    else this.#invalid(fact.invalid, raw.at)
  }

  #invalid(reason: unknown, at: number): void {
    const { startedAt, emit, onInvalid } = this.#options
    onInvalid(reason)
    emit({ type: "run.dropped", src: "run", at: Math.round(at - startedAt), what: "invalid", count: 1 })
  }
}
