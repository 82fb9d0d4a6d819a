import type { Reporter } from "./reporter.ts"
import type { Sink, Task } from "./task.ts"

interface Waiting<Value> {
  resolve(result: IteratorResult<Value>): void
  reject(error: unknown): void
}

interface Entry {
  task: Task | undefined
  isOk: boolean
  value: unknown
}

/**
 * The results of `imap` and `imapUnordered`, one by one. An error is thrown at its element's place; the following
 * `next()` continues with the next element.
 */
export class ResultIterator<Value> implements AsyncIterableIterator<Value>, Sink {
  readonly #reporter: Reporter
  readonly #isOrdered: boolean
  /** Called whenever a task is done, to submit more. */
  readonly #refill: () => void
  readonly #ready = new Map<number, Entry[]>()
  readonly #waiting: Waiting<Value>[] = []
  /** Index of the next chunk to give out: in the order of the values, or unordered in that of arrival. */
  #next = 0
  #arrived = 0
  #chunks: number | undefined
  #current: Entry[] = []

  constructor(reporter: Reporter, isOrdered: boolean, refill: () => void) {
    this.#reporter = reporter
    this.#isOrdered = isOrdered
    this.#refill = refill
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<Value>> {
    const promise = new Promise<IteratorResult<Value>>((resolve, reject) => {
      if (this.#waiting.length === 0 && this.#give({ resolve, reject })) return
      const finish = this.#reporter.waitStarted(undefined, undefined)
      this.#waiting.push({
        resolve(result) {
          finish("ok")
          resolve(result)
        },
        reject(error) {
          finish("error")
          reject(error)
        },
      })
    })
    promise.catch(() => undefined)
    return promise
  }

  /** How many tasks are done. */
  get arrived(): number {
    return this.#arrived
  }

  /** Sets the number of tasks: no more will come. */
  endAt(chunks: number): void {
    this.#chunks = chunks
    this.#serve()
  }

  /** The iterable itself threw, at the place of this task. */
  fail(position: number, error: unknown): void {
    this.#put(position, [{ task: undefined, isOk: false, value: error }])
  }

  settle(task: Task, isOk: boolean, value: unknown): void {
    const entries: Entry[] = isOk
      ? (value as unknown[]).map((one, index) => ({ task: index === 0 ? task : undefined, isOk, value: one }))
      : [{ task, isOk, value }]
    this.#put(task.place.position, entries)
    this.#refill()
  }

  #put(position: number, entries: Entry[]): void {
    this.#ready.set(this.#isOrdered ? position : this.#arrived, entries)
    this.#arrived++
    this.#serve()
  }

  #serve(): void {
    for (let first = this.#waiting[0]; first && this.#give(first); first = this.#waiting[0]) this.#waiting.shift()
  }

  /** Gives the next result if there is one. */
  #give({ resolve, reject }: Waiting<Value>): boolean {
    while (this.#current.length === 0) {
      const entries = this.#ready.get(this.#next)
      if (entries === undefined) {
        if (this.#next !== this.#chunks) return false
        resolve({ done: true, value: undefined })
        return true
      }
      this.#ready.delete(this.#next++)
      this.#current = entries.reverse()
    }
    const entry = this.#current.pop()
    if (entry === undefined) return false
    if (entry.task) this.#reporter.read(entry.task)
    if (entry.isOk) resolve({ done: false, value: entry.value as Value })
    else reject(entry.value)
    return true
  }
}
