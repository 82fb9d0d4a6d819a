import type { FunctionEntry } from "./functions.ts"
import type { OutgoingTask } from "./wire/messages.ts"

export type Via = "apply" | "applyAsync" | "map" | "imap" | "imapUnordered" | "starmap"

/** Who waits for tasks: one result, a whole map, an iterator. */
export interface Sink {
  settle(task: Task, isOk: boolean, value: unknown): void
}

/** One piece of work from its submission to its result. */
export class Task implements OutgoingTask {
  readonly fn: FunctionEntry
  readonly args: unknown[] | Buffer
  readonly via: Via
  readonly isChunk: boolean
  readonly sink: Sink
  /** Its place among those of its sink. */
  readonly position: number
  /** Its place among all of the pool. */
  readonly order: number
  /** For facts about it; empty as long as it is only counted. */
  key = ""
  /** Its number on the worker that has it now. */
  number = 0
  /** µs of the monotonic clock: that worker must not begin it later. Infinite when it may. */
  deadline = 0

  constructor(
    fn: FunctionEntry,
    args: unknown[] | Buffer,
    sink: Sink,
    { via, isChunk, position, order }: { via: Via; isChunk: boolean; position: number; order: number },
  ) {
    this.fn = fn
    this.args = args
    this.sink = sink
    this.via = via
    this.isChunk = isChunk
    this.position = position
    this.order = order
  }

  get functionId(): number {
    return this.fn.id
  }
}
