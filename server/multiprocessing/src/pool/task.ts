import type { FunctionEntry } from "./functions.ts"
import type { OutgoingTask } from "./wire/messages.ts"

export type Via = "apply" | "applyAsync" | "map" | "imap" | "imapUnordered" | "starmap"

/** Who waits for tasks: one result, a whole map, an iterator. */
export interface Sink {
  settle(task: Task, isOk: boolean, value: unknown): void
}

/** Where a task belongs. */
export interface TaskPlace {
  readonly via: Via
  readonly sink: Sink
  /** Its arguments are those of several calls. */
  readonly isChunk: boolean
  /** Its place among those of its sink. */
  readonly position: number
  /** Its place among all of the pool. */
  readonly order: number
}

/** One piece of work from its submission to its result. */
export class Task implements OutgoingTask {
  readonly fn: FunctionEntry
  readonly args: unknown[] | Buffer
  readonly place: TaskPlace
  /** For facts about it; empty as long as it is only counted. */
  key = ""
  /** Its number on the worker that has it now. */
  number = 0
  /** µs of the monotonic clock: that worker must not begin it later. Infinite when it may. */
  deadline = 0
  /** Why it cannot travel. */
  problem: Error | undefined

  constructor(fn: FunctionEntry, args: unknown[] | Buffer, place: TaskPlace) {
    this.fn = fn
    this.args = args
    this.place = place
  }

  get isChunk(): boolean {
    return this.place.isChunk
  }

  get functionId(): number {
    return this.fn.id
  }
}
