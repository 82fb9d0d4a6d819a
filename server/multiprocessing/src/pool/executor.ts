import { describeError } from "../errors.ts"
import { monotonicMicros } from "../observe/observer.ts"
import type { AnyFunction } from "../wire/targets.ts"
import { describeTaskError, MaybeEncodingError } from "./errors.ts"
import type { Assignment } from "./wire/messages.ts"
import type { Outbox } from "./wire/outbox.ts"

/** Called around each task that is reported by itself. */
export interface TaskWatcher {
  started(task: Assignment): void
  done(task: Assignment, value: unknown): void
  failed(task: Assignment, thrown: unknown): void
}

/** Results wait at most this long for others to share their frame, while tasks follow one another. */
const FLUSH_MICROS = 1000

/** Runs a worker's tasks one after the other, in the order in which they came. */
export class Executor {
  readonly #outbox: Outbox
  readonly #functions: (id: number) => AnyFunction
  readonly #watcher: TaskWatcher
  readonly #queue: Assignment[] = []
  /** Index of the next task in the queue. */
  #next = 0
  #isRunning = false
  /** It has refused a task and refuses those behind it, so that none begins before an earlier one. */
  #isRefusing = false
  #flushedAt = 0
  #onIdle: (() => void) | undefined

  constructor(outbox: Outbox, functions: (id: number) => AnyFunction, watcher: TaskWatcher) {
    this.#outbox = outbox
    this.#functions = functions
    this.#watcher = watcher
  }

  add(task: Assignment): void {
    this.#queue.push(task)
  }

  /** Runs the queued tasks, unless it is running already. */
  run(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    this.#flushedAt = monotonicMicros()
    this.#runOn(this.#flushedAt)
  }

  /** Continues until the queue is empty or a task has to be awaited. */
  #runOn(since: number): void {
    let now = since
    for (let task = this.#queue[this.#next]; task; task = this.#queue[this.#next]) {
      this.#next++
      if (now - this.#flushedAt > FLUSH_MICROS) this.#flush(now)
      // The parent sends a task without a deadline only when it has all that were refused.
      if (task.deadline === Number.POSITIVE_INFINITY) this.#isRefusing = false
      else if (now >= task.deadline) this.#isRefusing = true
      if (!this.#isRefusing) {
        this.#outbox.begin(task.number)
        // The clock is read after the write: the parent reads the file after the deadline, and a task that is not in it
        // by then must not begin.
        now = monotonicMicros()
        this.#isRefusing = now >= task.deadline
      }
      if (this.#isRefusing) {
        this.#outbox.refused(task.number)
        continue
      }
      const isOver = this.#start(task, now)
      if (!isOver) return
      now = monotonicMicros()
    }
    this.#queue.length = 0
    this.#next = 0
    this.#isRunning = false
    this.#flush(now)
    this.#onIdle?.()
  }

  /** Calls back when all tasks are done, at once if none is left. */
  whenIdle(onIdle: () => void): void {
    this.#onIdle = onIdle
    if (!this.#isRunning) onIdle()
  }

  #flush(now: number): void {
    this.#outbox.flush()
    this.#flushedAt = now
  }

  /** @returns false when the task is asynchronous; the executor then continues when it settles */
  #start(task: Assignment, startedAt: number): boolean {
    if (task.key !== undefined) this.#watcher.started(task)
    let value: unknown
    try {
      if (task.args === undefined) throw task.problem
      const run = this.#functions(task.functionId)
      value = task.isChunk ? runChunk(run, task.args as unknown[][]) : run(...task.args)
      if (isThenable(value)) {
        // A foreign thenable may call back twice; a promise does not.
        Promise.resolve(value).then(
          (result) => this.#runOn(this.#done(task, startedAt, result)),
          (thrown: unknown) => this.#runOn(this.#failed(task, startedAt, thrown)),
        )
        return false
      }
    } catch (thrown) {
      this.#failed(task, startedAt, thrown)
      return true
    }
    this.#done(task, startedAt, value)
    return true
  }

  #done(task: Assignment, startedAt: number, value: unknown): number {
    const now = monotonicMicros()
    try {
      this.#outbox.ok(task.number, now - startedAt, value)
    } catch (reason) {
      const { name, message } = describeError(reason)
      return this.#failed(
        task,
        startedAt,
        new MaybeEncodingError(`Error sending result. Reason: '${name}: ${message}'`),
      )
    }
    if (task.key !== undefined) this.#watcher.done(task, value)
    return now
  }

  #failed(task: Assignment, startedAt: number, thrown: unknown): number {
    const now = monotonicMicros()
    this.#outbox.failed(task.number, now - startedAt, describeTaskError(thrown))
    if (task.key !== undefined) this.#watcher.failed(task, thrown)
    return now
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
}

/** Runs the calls of a chunk one after the other; synchronous as long as the function is. */
function runChunk(run: AnyFunction, calls: unknown[][], results: unknown[] = []): unknown {
  while (results.length < calls.length) {
    const value = run(...(calls[results.length] ?? []))
    if (isThenable(value)) {
      return value.then((result) => {
        results.push(result)
        return runChunk(run, calls, results)
      })
    }
    results.push(value)
  }
  return results
}
