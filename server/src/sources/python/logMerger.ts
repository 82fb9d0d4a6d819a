import { monotonicMicros } from "../clock.ts"
import type { SourceIntake } from "../intake.ts"
import type { KeyedFact } from "../keyedFact.ts"
import { Decoder } from "./decoder.ts"
import { EventOrderer } from "./eventOrderer.ts"
import { KIND } from "./layout.ts"
import type { Trackers } from "./logContext.ts"
import { PoolTracker } from "./poolTracker.ts"
import { Processes } from "./processes.ts"
import type { ProcessLog } from "./processLog.ts"
import { QueueTracker } from "./queueTracker.ts"

/**
 * An operation that has run this long, µs, is reported while it runs: the probe also records the end of every operation
 * that long.
 */
const SLOW = 1500

/** Merges the logs of all processes into one order of facts. */
export class LogMerger {
  readonly #intake: SourceIntake
  readonly #orderer = new EventOrderer((error) => this.#intake.refuse(error, monotonicMicros()))
  readonly #processes: Processes
  readonly #trackers: Trackers
  readonly #decoders = new Map<ProcessLog, Decoder>()

  /** @param hasLog Whether a process with this PID keeps a log. */
  constructor(intake: SourceIntake, hasLog: (pid: number) => boolean) {
    this.#intake = intake
    const emit = (fact: KeyedFact) => void intake.take(fact)
    this.#processes = new Processes(intake, hasLog)
    this.#trackers = {
      intake,
      queues: new QueueTracker(emit),
      pools: new PoolTracker(emit),
      locks: new Set(),
      pipes: new Set(),
      segments: new Set(),
      processes: this.#processes,
    }
  }

  /**
   * Reads one process's log. Its facts are reported by `run`.
   *
   * @returns false when it contains what no probe writes (its process may write into it): it must not be read again.
   */
  read(log: ProcessLog, now: number): boolean {
    try {
      this.#read(log, now)
      return true
    } catch (error) {
      this.#intake.refuse(error, now)
      this.#decoders.delete(log)
      return false
    }
  }

  #read(log: ProcessLog, now: number): void {
    const decoder = this.#decoderOf(log)
    const lostBefore = log.lost
    // In this order, an operation that ends between the two reads is in neither; its record is found the next time.
    const records = log.records(now)
    const open = log.cells()
    // Definitions first: a record may refer to something that a later record defines.
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
        this.#intake.take({ type: "run.dropped", at, what: "facts", count, proc: this.#processes.keyOf(log.ident) })
        return true
      },
    })
  }
}
