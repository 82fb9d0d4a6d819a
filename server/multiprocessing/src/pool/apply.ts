import { observer } from "../observe/observer.ts"
import type { Reporter } from "./reporter.ts"
import type { Sink, Task } from "./task.ts"

/** The result of `apply`, whose caller waits for it at once: only a promise, because this path must be fast. */
export class Reply<Value> implements Sink {
  readonly promise: Promise<Value>
  readonly #reporter: Reporter
  #resolve!: (value: Value) => void
  #reject!: (error: unknown) => void
  #finishWait: ((outcome: "ok" | "error") => void) | undefined

  constructor(reporter: Reporter) {
    this.#reporter = reporter
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  /** The caller waits for this task. */
  waitFor(task: Task): void {
    if (observer.isObserved) this.#finishWait = this.#reporter.waitStarted(task, undefined)
  }

  settle(task: Task, isOk: boolean, value: unknown): void {
    this.#finishWait?.(isOk ? "ok" : "error")
    this.#reporter.read(task)
    if (isOk) {
      this.#resolve(value as Value)
      return
    }
    // `promise` still rejects; without this handler an error that nobody awaits would end the process.
    this.promise.catch(() => undefined)
    this.#reject(value)
  }
}
