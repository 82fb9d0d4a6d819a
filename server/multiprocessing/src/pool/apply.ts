import { observer } from "../observe/observer.ts"
import type { Reporter } from "./reporter.ts"
import type { Sink, Task } from "./task.ts"

/** The result of `apply`, which its caller waits for at once: a promise and nothing else, since this is the fast way. */
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
    // Whoever keeps the promise still gets the error; nobody's error must not end the process.
    this.promise.catch(() => undefined)
    this.#reject(value)
  }
}
