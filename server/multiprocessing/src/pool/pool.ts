import { AssertionError, describeError, PicklingError, ValueError } from "../errors.ts"
import { factKey } from "../observe/observer.ts"
import { after } from "../process/wait.ts"
import { identity } from "../self/identity.ts"
import { hold, release } from "../self/keepAlive.ts"
import type { Target } from "../wire/targets.ts"
import { Reply } from "./apply.ts"
import { AsyncResult, MapResult, type ResultCallbacks } from "./asyncResult.ts"
import { chunksOf, defaultChunkSize } from "./chunks.ts"
import { PoolTerminatedError } from "./errors.ts"
import { FunctionTable } from "./functions.ts"
import { ResultIterator } from "./imap.ts"
import { checkedOptions, type PoolOptions } from "./options.ts"
import { Reporter } from "./reporter.ts"
import { makeTask } from "./submission.ts"
import type { Sink, Task, Via } from "./task.ts"
import { WorkerSet } from "./workerSet.ts"

export interface ApplyOptions<Value> extends ResultCallbacks<Value> {
  /** Keyword arguments: the last argument of the function, an object. */
  kwds?: Record<string, unknown>
}

export interface MapOptions {
  /** How many calls make one task. */
  chunkSize?: number
}

/** Most tasks of one `imap` that are submitted and not done, for long iterables. */
const LOOK_AHEAD = 1024

type Result<Fn> = Fn extends (...args: never[]) => infer Value ? Awaited<Value> : unknown

/**
 * A fixed number of worker processes that run tasks, as Python's `multiprocessing.Pool`.
 *
 * All workers start at once. Tasks begin in the order of their submission; a worker that ends is replaced in its slot.
 * Close the pool and join it after the last submission.
 */
export class Pool {
  readonly pickle = (): never => {
    throw new PicklingError("pool objects cannot be passed between processes or pickled")
  }
  readonly kind = "pool"
  readonly [factKey]: string
  readonly #reporter = new Reporter()
  readonly #functions = new FunctionTable()
  readonly #workers: WorkerSet
  readonly #size: number
  #state: "running" | "closed" | "terminated" = "running"
  #broken: Error | undefined
  #submitted = 0
  /** Tasks that are not done, and iterables of `imap` that are not exhausted. */
  #pending = 0
  #isEmpty = false
  #isJoined = false
  #joining: (() => void)[] = []

  constructor(processes?: number | null, options: PoolOptions = {}) {
    if (identity().daemon) throw new AssertionError("daemonic processes are not allowed to have children")
    const checked = checkedOptions(processes, options)
    this[factKey] = this.#reporter.key
    this.#size = checked.size
    this.#workers = new WorkerSet(checked, this.#reporter, {
      settled: (task, isOk, value) => this.#settle(task, isOk, value),
      broken: (error) => this.#break(error),
      empty: () => this.#emptied(),
    })
    this.#reporter.created("Pool", checked.size, options.maxTasksPerChild ?? undefined)
    try {
      this.#workers.start()
    } catch (error) {
      this.terminate()
      throw error
    }
  }

  /** Calls the function in a worker; waits for the result. */
  apply<Fn extends Target>(fn: Fn, args: readonly unknown[] = [], kwds?: Record<string, unknown>): Promise<Result<Fn>> {
    this.#checkRunning()
    const reply = new Reply<Result<Fn>>(this.#reporter)
    reply.waitFor(this.#submit(fn, allArgs(args, kwds), "apply", reply))
    return reply.promise
  }

  /** Calls the function in a worker; returns at once. Errors stay in the AsyncResult until they are fetched. */
  applyAsync<Fn extends Target>(
    fn: Fn,
    args: readonly unknown[] = [],
    options: ApplyOptions<Result<Fn>> = {},
  ): AsyncResult<Result<Fn>> {
    this.#checkRunning()
    const result = new AsyncResult<Result<Fn>>(this.#reporter, options)
    result.add(this.#submit(fn, allArgs(args, options.kwds), "applyAsync", result))
    return result
  }

  /** Calls the function with each value, in chunks; waits for the list of results. */
  map<Fn extends Target>(fn: Fn, values: Iterable<unknown>, options: MapOptions = {}): Promise<Result<Fn>[]> {
    return this.#mapped("map", fn, each(values), options).get()
  }

  /** As `map`, without waiting. */
  mapAsync<Fn extends Target>(
    fn: Fn,
    values: Iterable<unknown>,
    options: MapOptions & ResultCallbacks<Result<Fn>[]> = {},
  ): AsyncResult<Result<Fn>[]> {
    return this.#mapped("map", fn, each(values), options)
  }

  /** As `map`, for functions of several arguments: each element of the iterable is a list of them. */
  starmap<Fn extends Target>(
    fn: Fn,
    values: Iterable<readonly unknown[]>,
    options: MapOptions = {},
  ): Promise<Result<Fn>[]> {
    return this.#mapped("starmap", fn, values, options).get()
  }

  /** As `starmap`, without waiting. */
  starmapAsync<Fn extends Target>(
    fn: Fn,
    values: Iterable<readonly unknown[]>,
    options: MapOptions & ResultCallbacks<Result<Fn>[]> = {},
  ): AsyncResult<Result<Fn>[]> {
    return this.#mapped("starmap", fn, values, options)
  }

  /** Calls the function with each value; returns the results one by one in the order of the values. */
  imap<Fn extends Target>(fn: Fn, values: Iterable<unknown>, options: MapOptions = {}): ResultIterator<Result<Fn>> {
    return this.#iterated("imap", fn, values, options)
  }

  /** As `imap`, with the results in the order of arrival. */
  imapUnordered<Fn extends Target>(
    fn: Fn,
    values: Iterable<unknown>,
    options: MapOptions = {},
  ): ResultIterator<Result<Fn>> {
    return this.#iterated("imapUnordered", fn, values, options)
  }

  /** Accepts no more tasks. The workers end when those submitted are done. */
  close(): void {
    if (this.#state !== "running") return
    this.#state = "closed"
    this.#reporter.closed()
    if (this.#pending === 0) this.#workers.dismiss()
  }

  /** Ends all workers now. Tasks that are not done fail with PoolTerminatedError. */
  terminate(): void {
    if (this.#state === "terminated") return
    this.#state = "terminated"
    this.#reporter.terminated()
    const tasks = this.#workers.terminate()
    const error = this.#broken ?? new PoolTerminatedError("the pool was terminated before the task was done")
    for (const task of tasks) {
      this.#reporter.refused(task, this.#broken ? "error" : "cancelled", describeError(error))
      this.#settle(task, false, error)
    }
  }

  /**
   * Waits until all workers have ended: call `close()` or `terminate()` first.
   *
   * @param timeout in seconds; the pool keeps running if it runs out
   * @returns whether they have ended
   */
  async join(timeout?: number): Promise<boolean> {
    if (this.#state === "running") throw new ValueError("Pool is still running")
    const finish = this.#reporter.joinStarted(timeout)
    const hasEnded = this.#isEmpty || (await this.#untilEmpty(timeout))
    finish(hasEnded ? "ok" : "timeout")
    if (hasEnded && !this.#isJoined) {
      this.#isJoined = true
      this.#reporter.joined()
    }
    return hasEnded
  }

  /** As leaving Python's `with Pool() as pool`: terminates. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.terminate()
    await this.join()
  }

  #mapped<Fn extends Target>(
    via: Via,
    fn: Fn,
    calls: Iterable<readonly unknown[]>,
    { chunkSize, ...callbacks }: MapOptions & ResultCallbacks<Result<Fn>[]>,
  ): AsyncResult<Result<Fn>[]> {
    this.#checkRunning()
    const all = [...calls]
    const chunks = [...chunksOf(all, checkedChunkSize(chunkSize ?? defaultChunkSize(all.length, this.#size)))]
    const result = new MapResult<Result<Fn>>(this.#reporter, chunks.length, callbacks)
    for (const [position, args] of chunks.entries()) {
      result.add(this.#submit(fn, args, via, result, position))
    }
    return result
  }

  #iterated<Fn extends Target>(
    via: "imap" | "imapUnordered",
    fn: Fn,
    values: Iterable<unknown>,
    { chunkSize = 1 }: MapOptions,
  ): ResultIterator<Result<Fn>> {
    this.#checkRunning()
    const chunks = chunksOf(each(values), checkedChunkSize(chunkSize))
    let position = 0
    let isFilling = false
    const fill = () => {
      if (isFilling) return
      isFilling = true
      try {
        while (this.#state !== "terminated" && position - results.arrived < LOOK_AHEAD) {
          const { value: args, done } = chunks.next()
          if (done) return end()
          this.#submit(fn, args, via, results, position++)
        }
        if (this.#state === "terminated") end()
      } catch (error) {
        // As in Python, an error of the iterable is thrown at its place among the results.
        results.fail(position++, error)
        end()
      } finally {
        isFilling = false
      }
    }
    let hasEnded = false
    const end = () => {
      if (hasEnded) return
      hasEnded = true
      results.endAt(position)
      this.#done()
    }
    const results = new ResultIterator<Result<Fn>>(this.#reporter, via === "imap", () => hasEnded || fill())
    this.#begin()
    fill()
    return results
  }

  /** @param chunk index among the chunks of its sink; -1 for a single call */
  #submit(target: Target, args: readonly unknown[], via: Via, sink: Sink, chunk = -1): Task {
    const place = { via, sink, isChunk: chunk >= 0, position: chunk, order: this.#submitted++ }
    const task = makeTask(target, args, place, this.#functions, this.#reporter)
    this.#begin()
    const { problem } = task
    if (problem) queueMicrotask(() => this.#settle(task, false, problem))
    else {
      this.#workers.dispatcher.queue.push(task)
      this.#workers.dispatcher.schedule()
    }
    return task
  }

  #settle(task: Task, isOk: boolean, value: unknown): void {
    task.place.sink.settle(task, isOk, value)
    this.#done()
  }

  /** Keeps the process alive while tasks are pending. */
  #begin(): void {
    if (this.#pending++ === 0) hold()
  }

  #done(): void {
    if (--this.#pending > 0) return
    release()
    if (this.#state === "closed") this.#workers.dismiss()
  }

  #break(error: Error): void {
    this.#broken = error
    this.terminate()
  }

  #emptied(): void {
    this.#isEmpty = true
    for (const wake of this.#joining.splice(0)) wake()
  }

  #untilEmpty(timeout: number | undefined): Promise<boolean> {
    hold()
    return new Promise((resolve) => {
      const end = (hasEnded: boolean) => {
        clearTimeout(timer)
        this.#joining = this.#joining.filter((one) => one !== wake)
        release()
        resolve(hasEnded)
      }
      const wake = () => end(true)
      this.#joining.push(wake)
      const timer = after(timeout, () => end(false))
    })
  }

  #checkRunning(): void {
    if (this.#broken) throw this.#broken
    if (this.#state !== "running") throw new ValueError("Pool not running")
  }
}

/** @throws TypeError for arguments that are not an array: `[3]`, not `3` */
function allArgs(args: readonly unknown[], kwds: Record<string, unknown> | undefined): readonly unknown[] {
  if (!Array.isArray(args)) throw new TypeError(`expected the arguments as an array, got ${typeof args}`)
  return kwds && Object.keys(kwds).length > 0 ? [...args, kwds] : args
}

function checkedChunkSize(size: number): number {
  if (Number.isInteger(size) && size > 0) return size
  throw new ValueError(`Chunksize must be 1+, not ${size}`)
}

function* each(values: Iterable<unknown>): Generator<[unknown]> {
  for (const value of values) yield [value]
}
