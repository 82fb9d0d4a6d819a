import { monotonicMicros, observer } from "../observe/observer.ts"
import type { Wait } from "./protocol.ts"

/** More operations than this in one window are counted and no longer reported one by one. */
const MOST = 300
const WINDOW_MICROS = 100_000
/** Fewer operations than this in one interval are reported one by one again. */
const FEW = 60
const INTERVAL_MS = 50

/** The kinds of queue in facts. */
export type QueueKind = "queue" | "joinable" | "simple" | "manager"

interface ReportedQueue {
  queue: string
  depth(): number
  /** Called when operations are counted from now on, or reported one by one again. */
  onChange(isCounting: boolean): void
  /** Called every interval while operations are counted: calls that wait long are reported even then. */
  onInterval(): void
}

/** What a queue's owner reports about it: each operation, or above a rate their counts. */
export class QueueFacts {
  /** Whether operations are reported one by one at this moment. */
  isTelling = observer.isObserved
  readonly #queue: ReportedQueue
  #windowStart = 0
  #inWindow = 0
  #puts = 0
  #gets = 0
  #since = 0
  #timer: NodeJS.Timeout | undefined

  constructor(queue: ReportedQueue) {
    this.#queue = queue
  }

  created(name: string, maxsize: number, kind: QueueKind): void {
    const { queue } = this.#queue
    observer.emit({ type: "queue.created", queue, proc: observer.processKey, name, maxsize, kind })
  }

  /** @returns the key under which the end is to be reported; empty when it is not. */
  started(verb: "put" | "get", proc: string, wait: Wait, value: string): string {
    if (!this.isTelling) return ""
    this.#note()
    return this.isTelling ? this.startedAnyway(verb, proc, wait, value) : ""
  }

  /** As `started`, for a call that is reported whatever the rate. */
  startedAnyway(verb: "put" | "get", proc: string, { block, timeout }: Wait, value: string): string {
    if (!observer.isObserved) return ""
    const op = observer.newKey()
    const type = `queue.${verb}.started`
    const limit = timeout && Math.max(0, timeout)
    observer.emit({ type, queue: this.#queue.queue, proc, op, block, timeout: limit, value: value || undefined })
    return op
  }

  finished(verb: "put" | "get", proc: string, op: string, outcome: "ok" | "full" | "empty", item = 0, value = "") {
    if (op === "") return
    const { queue } = this.#queue
    const more = { item: item || undefined, depth: this.#queue.depth(), value: value || undefined }
    observer.emit({ type: `queue.${verb}.finished`, queue, proc, op, outcome, ...more })
  }

  /** Counts operations that are not reported one by one. */
  count(puts: number, gets: number): void {
    if (!observer.isObserved) return
    this.#puts += puts
    this.#gets += gets
    // They began while operations were counted, and no interval will report them any more.
    if (this.isTelling) this.#sample()
  }

  checked(proc: string, question: string, answer: boolean | number): void {
    observer.emit({ type: "queue.checked", queue: this.#queue.queue, proc, question, answer })
  }

  closed(proc: string): void {
    observer.emit({ type: "queue.closed", queue: this.#queue.queue, proc })
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
    this.#queue.onChange(true)
  }

  /** Reports the last counts when the process ends. */
  last(): void {
    this.#sample()
    observer.flush()
  }

  #interval(): void {
    const total = this.#puts + this.#gets
    this.#sample()
    this.#queue.onInterval()
    if (total >= FEW) return
    clearInterval(this.#timer)
    counting.delete(this)
    this.isTelling = observer.isObserved
    this.#inWindow = 0
    this.#queue.onChange(false)
  }

  #sample(): void {
    if (this.#puts + this.#gets === 0) return
    const now = monotonicMicros()
    observer.emit({
      type: "queue.sampled",
      queue: this.#queue.queue,
      proc: observer.processKey,
      puts: this.#puts,
      gets: this.#gets,
      depth: this.#queue.depth(),
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
