import type { FunctionEntry } from "./functions.ts"
import type { OutgoingTask } from "./wire/messages.ts"

export type Via = "apply" | "applyAsync" | "map" | "imap" | "imapUnordered" | "starmap"

/** Receives the results of tasks: for one result, a whole map, or an iterator. */
export interface Sink {
  settle(task: Task, isOk: boolean, value: unknown): void
}

/** Where a task belongs. */
export interface TaskPlace {
  readonly via: Via
  readonly sink: Sink
  /** Whether its arguments are those of several calls. */
  readonly isChunk: boolean
  /** Its position among the tasks of its sink. */
  readonly position: number
  /** Its position among all tasks of the pool. */
  readonly order: number
}

/** One piece of work from its submission to its result. */
export class Task implements OutgoingTask {
  readonly fn: FunctionEntry
  readonly args: unknown[] | Buffer
  readonly place: TaskPlace
  /** Its key in facts; empty while it is only counted. */
  key = ""
  /** Its number on the worker that has it now. */
  number = 0
  /** µs of the monotonic clock after which that worker must not begin it. Infinity: no limit. */
  deadline = 0
  /** Workers that died after it was sent to them, as the next that they had to begin. */
  deaths = 0
  /** Why it cannot be sent. */
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
