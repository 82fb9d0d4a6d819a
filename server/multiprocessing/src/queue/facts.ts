import { monotonicMicros, observer } from "../observe/observer.ts"
import type { Wait } from "./protocol.ts"

/** More operations than this in a window of this length are counted, no longer told one by one. */
const MOST = 300
const WINDOW_MICROS = 100_000
/** They are told one by one again below this rate per interval. */
const FEW = 60
const INTERVAL_MS = 50

/** The kinds of queue that facts know. */
export type QueueKind = "queue" | "joinable" | "simple" | "manager"

interface Told {
  queue: string
  depth(): number
  /** Operations are counted from now on, or told one by one again. */
  onChange(isCounting: boolean): void
  /** While counting, called every interval: calls that wait long are told even then. */
  onInterval(): void
}

/** What a queue's owner tells about it: each operation, or above a rate their counts. */
export class QueueFacts {
  /** Operations are told one by one at this moment. */
  isTelling = observer.isObserved
  readonly #told: Told
  #windowStart = 0
  #inWindow = 0
  #puts = 0
  #gets = 0
  #since = 0
  #timer: NodeJS.Timeout | undefined

  constructor(told: Told) {
    this.#told = told
  }

  created(name: string, maxsize: number, kind: QueueKind): void {
    const { queue } = this.#told
    observer.emit({ type: "queue.created", queue, proc: observer.processKey, name, maxsize, kind })
  }

  /** @returns the key under which the end is to be told; empty when it is not. */
  started(verb: "put" | "get", proc: string, wait: Wait, value: string): string {
    if (!this.isTelling) return ""
    this.#note()
    return this.isTelling ? this.startedAnyway(verb, proc, wait, value) : ""
  }

  /** As `started`, for a call that is told whatever the rate. */
  startedAnyway(verb: "put" | "get", proc: string, { block, timeout }: Wait, value: string): string {
    if (!observer.isObserved) return ""
    const op = observer.newKey()
    const type = `queue.${verb}.started`
    const limit = timeout === undefined ? {} : { timeout: Math.max(0, timeout) }
    observer.emit({ type, queue: this.#told.queue, proc, op, block, ...limit, ...(value ? { value } : {}) })
    return op
  }

  finished(verb: "put" | "get", proc: string, op: string, outcome: "ok" | "full" | "empty", item = 0, value = "") {
    if (op === "") return
    observer.emit({
      type: `queue.${verb}.finished`,
      queue: this.#told.queue,
      proc,
      op,
      outcome,
      ...(item > 0 ? { item } : {}),
      depth: this.#told.depth(),
      ...(value ? { value } : {}),
    })
  }

  /** Operations that are not told one by one. */
  count(puts: number, gets: number): void {
    if (!observer.isObserved) return
    this.#puts += puts
    this.#gets += gets
    // The end of something that began while they were counted.
    if (this.isTelling) this.#sample()
  }

  checked(proc: string, question: string, answer: boolean | number): void {
    observer.emit({ type: "queue.checked", queue: this.#told.queue, proc, question, answer })
  }

  closed(proc: string): void {
    observer.emit({ type: "queue.closed", queue: this.#told.queue, proc })
  }

  #note(): void {
    const now = monotonicMicros()
    if (now - this.#windowStart > WINDOW_MICROS) {
      this.#windowStart = now
      this.#inWindow = 0
    }
    if (++this.#inWindow > MOST) this.#startCounting()
  }

  #startCounting(): void {
    this.isTelling = false
    this.#since = monotonicMicros()
    this.#timer = setInterval(() => this.#interval(), INTERVAL_MS).unref()
    counting.add(this)
    this.#told.onChange(true)
  }

  /** Says the last counts, when the process ends. */
  last(): void {
    this.#sample()
    observer.flush()
  }

  #interval(): void {
    const total = this.#puts + this.#gets
    this.#sample()
    this.#told.onInterval()
    if (total >= FEW) return
    clearInterval(this.#timer)
    counting.delete(this)
    this.isTelling = observer.isObserved
    this.#inWindow = 0
    this.#told.onChange(false)
  }

  #sample(): void {
    if (this.#puts + this.#gets === 0) return
    const now = monotonicMicros()
    observer.emit({
      type: "queue.sampled",
      queue: this.#told.queue,
      proc: observer.processKey,
      puts: this.#puts,
      gets: this.#gets,
      depth: this.#told.depth(),
      interval: now - this.#since,
    })
    this.#puts = 0
    this.#gets = 0
    this.#since = now
  }
}

const counting = new Set<QueueFacts>()
process.on("exit", () => {
  for (const facts of counting) facts.last()
})
