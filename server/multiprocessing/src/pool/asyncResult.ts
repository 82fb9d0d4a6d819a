import { TimeoutError, ValueError } from "../errors.ts"
import { after } from "../process/wait.ts"
import type { Reporter } from "./reporter.ts"
import type { Sink, Task } from "./task.ts"

export interface ResultCallbacks<Value> {
  callback?: ((value: Value) => void) | undefined
  errorCallback?: ((error: Error) => void) | undefined
}

/**
 * What `applyAsync` and `mapAsync` return: a result that the caller may fetch or ignore.
 *
 * It is not a thenable: `await` does not wait for it, `get()` and `wait()` do. An error that is never fetched stays
 * silent, as in Python.
 */
export class AsyncResult<Value> implements Sink {
  protected readonly reporter: Reporter
  readonly #callbacks: ResultCallbacks<Value>
  #state: "pending" | "ok" | "failed" = "pending"
  #value: unknown
  #waiting: Set<() => void> | undefined
  #tasks: Task[] = []

  constructor(reporter: Reporter, callbacks: ResultCallbacks<Value> = {}) {
    this.reporter = reporter
    this.#callbacks = callbacks
  }

  /**
   * Waits for the result and returns it, or throws the error of the task.
   *
   * @param timeout in seconds; TimeoutError when it runs out
   */
  get(timeout?: number): Promise<Value> {
    const got = this.#get(timeout)
    // The returned promise still rejects; without this handler an error that nobody awaits would end the process.
    got.catch(() => undefined)
    return got
  }

  /** Waits until there is a result or an error, or for `timeout` seconds. */
  async wait(timeout?: number): Promise<void> {
    if (this.#state === "pending") await this.#wait(timeout)
  }

  /** Whether there is a result or an error. */
  ready(): boolean {
    return this.#state !== "pending"
  }

  /** Whether there is a result. @throws ValueError while neither is there */
  successful(): boolean {
    if (this.#state === "pending") throw new ValueError(`${this.constructor.name} is not ready`)
    return this.#state === "ok"
  }

  /** Called by the pool for each task. */
  settle(_task: Task, isOk: boolean, value: unknown): void {
    this.finish(isOk, value)
  }

  /** Called by the pool before the task can end. */
  add(task: Task): void {
    this.#tasks.push(task)
  }

  protected finish(isOk: boolean, value: unknown): void {
    this.#state = isOk ? "ok" : "failed"
    this.#value = value
    const { callback, errorCallback } = this.#callbacks
    if (isOk ? callback : errorCallback) queueMicrotask(() => this.#callBack())
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting) for (const wake of waiting) wake()
  }

  #callBack(): void {
    this.#tellRead()
    if (this.#state === "ok") this.#callbacks.callback?.(this.#value as Value)
    else this.#callbacks.errorCallback?.(this.#value as Error)
  }

  async #get(timeout: number | undefined): Promise<Value> {
    if (this.#state === "pending" && !(await this.#wait(timeout))) {
      throw new TimeoutError(`no result within ${timeout} s`)
    }
    this.#tellRead()
    if (this.#state === "failed") throw this.#value
    return this.#value as Value
  }

  /** @returns false when the time ran out */
  #wait(timeout: number | undefined): Promise<boolean> {
    const finishWait = this.reporter.waitStarted(this.#tasks.length === 1 ? this.#tasks[0] : undefined, timeout)
    return new Promise((resolve) => {
      const end = (isReady: boolean) => {
        clearTimeout(timer)
        this.#waiting?.delete(wake)
        finishWait(!isReady ? "timeout" : this.#state === "ok" ? "ok" : "error")
        resolve(isReady)
      }
      const wake = () => end(true)
      this.#waiting ??= new Set()
      this.#waiting.add(wake)
      const timer = after(timeout, () => end(false))
    })
  }

  #tellRead(): void {
    for (const task of this.#tasks) this.reporter.read(task)
    this.#tasks = []
  }
}

/** The result of a whole map: the values in the order of the arguments, or the first error once all chunks are done. */
export class MapResult<Value> extends AsyncResult<Value[]> {
  readonly #chunks: unknown[][]
  #left: number
  #error: { value: unknown } | undefined

  constructor(reporter: Reporter, chunks: number, callbacks: ResultCallbacks<Value[]> = {}) {
    super(reporter, callbacks)
    this.#chunks = new Array(chunks)
    this.#left = chunks
    if (chunks === 0) this.finish(true, [])
  }

  override settle(task: Task, isOk: boolean, value: unknown): void {
    if (isOk) this.#chunks[task.place.position] = value as unknown[]
    else this.#error ??= { value }
    if (--this.#left > 0) return
    if (this.#error) this.finish(false, this.#error.value)
    else this.finish(true, this.#chunks.flat(1))
  }
}
