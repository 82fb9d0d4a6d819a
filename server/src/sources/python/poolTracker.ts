import type { ErrorInfo } from "@forkscope/shared/events"
import { KEEP } from "@forkscope/shared/world"
import type { KeyedFact, KeyedFactOf } from "../keyedFact.ts"

/** What the probe counted since it was last asked, of tasks that it did not report one by one. */
interface Counts {
  submitted: number
  finished: number
  failed: number
  /** µs */
  interval: number
}

interface Pool {
  key: string
  /** By worker process, or by thread: the place in the pool. */
  slots: Map<string, number>
  /** Tasks that were reported one by one and are not finished, by "job/index". */
  tasks: Map<string, { isStarted: boolean }>
  /** All tasks that were reported one by one, as long as the world knows them. */
  reported: Set<string>
  errors: Map<string, ErrorInfo>
  /** Some of its tasks were only counted. */
  isCounting: boolean
  submitted: number
  finished: number
  /**
   * Tasks that the probe counts but that are reported one by one, because they run long. Each makes both numbers smaller by
   * one; it is left out of the next counts, which may come before or after it.
   */
  correction: { submitted: number; finished: number }
}

/** A process did something with a pool. */
interface Use {
  at: number
  proc: string
  pool: string
}

type Submitted = Omit<KeyedFactOf<"task.submitted">, "task" | "type">

/** Names a worker: its process, or where the pool is one of threads its thread. */
export const workerKey = (proc: unknown, thread: unknown) => (thread === undefined ? String(proc) : `thread ${thread}`)

/** Pairs what three processes say of a task (who submitted it, who runs it, who reads its result), and finds its slot. */
export class PoolTracker {
  readonly #pools = new Map<string, Pool>()
  readonly #emit: (fact: KeyedFact) => void

  constructor(emit: (fact: KeyedFact) => void) {
    this.#emit = emit
  }

  has(key: string): boolean {
    return this.#pools.has(key)
  }

  created(key: string): void {
    this.#pools.set(key, {
      key,
      slots: new Map(),
      tasks: new Map(),
      reported: new Set(),
      errors: new Map(),
      isCounting: false,
      submitted: 0,
      finished: 0,
      correction: { submitted: 0, finished: 0 },
    })
  }

  workerAdded(pool: string, worker: string, slot: number): void {
    this.#of(pool).slots.set(worker, slot)
  }

  /** Undefined until the pool has said which slot the worker has. */
  slotOf(pool: string, worker: string): number | undefined {
    return this.#of(pool).slots.get(worker)
  }

  /** Whether a task was reported and is not finished. */
  hasTask(pool: string, task: string): boolean {
    return this.#pools.get(pool)?.tasks.has(task) ?? false
  }

  /** Whether a task was ever reported one by one. */
  wasTask(pool: string, task: string): boolean {
    return this.#pools.get(pool)?.reported.has(task) ?? false
  }

  submitted(fact: Submitted & Use, task: string): void {
    const pool = this.#of(fact.pool)
    // Its worker spoke of it first, and it was taken for one that is only counted: it is not in the counts after all.
    if (pool.reported.has(task)) this.#correct(pool, fact, 1)
    else this.#submitted(pool, fact, task)
  }

  #submitted(pool: Pool, fact: Submitted, task: string): void {
    pool.reported.add(task)
    if (pool.reported.size > KEEP.ended) pool.reported.delete(pool.reported.values().next().value ?? "")
    pool.tasks.set(task, { isStarted: false })
    this.#emit({ type: "task.submitted", ...fact, task: keyOf(pool, task) })
  }

  /**
   * A worker began a task.
   *
   * @param counted What is reported of its submission if the task turns out to be one that was only counted; undefined where
   *   such a task is not to be reported.
   * @returns false when what it depends on is not known yet.
   */
  started(
    fact: Use & { tid: number },
    task: string,
    worker: string,
    counted: Submitted | undefined,
    isForced: boolean,
  ): boolean {
    const pool = this.#of(fact.pool)
    const slot = pool.slots.get(worker)
    if (slot === undefined) return false
    if (!pool.tasks.has(task)) {
      if (!pool.isCounting && !isForced) return false
      if (!counted) return true
      this.#correct(pool, fact, -1)
      this.#submitted(pool, counted, task)
    }
    const known = pool.tasks.get(task)
    if (!known || known.isStarted) return true
    known.isStarted = true
    this.#emit({ type: "task.started", ...fact, task: keyOf(pool, task), slot })
    return true
  }

  /** The error of a task whose end is reported next. */
  failed(pool: string, task: string, error: ErrorInfo): void {
    const { tasks, errors } = this.#of(pool)
    if (tasks.has(task) && !errors.has(task)) errors.set(task, error)
  }

  /**
   * A task ended, as its worker says or, where that had no time to, the pool's own process.
   *
   * @returns false when its submission is still to come.
   */
  finished(fact: Omit<KeyedFactOf<"task.finished">, "task" | "type"> & Use, task: string, isForced: boolean): boolean {
    const pool = this.#of(fact.pool)
    // Where its end was reported already, the second word of it is no news.
    if (!pool.tasks.delete(task)) return pool.reported.has(task) || isForced || pool.isCounting
    const error = pool.errors.get(task)
    pool.errors.delete(task)
    const reason = error && fact.outcome === "error" ? { error } : {}
    this.#emit({ type: "task.finished", ...fact, ...reason, task: keyOf(pool, task) })
    return true
  }

  /** Tasks that were only counted since the last time. */
  counted(use: Use, counts: Counts): void {
    const pool = this.#of(use.pool)
    pool.isCounting = true
    this.#sampled(pool, use, counts)
  }

  /** So many more tasks are in the probe's counts only, or with `by` below 0 so many fewer. */
  #correct(pool: Pool, { at, proc }: Use, by: number): void {
    pool.correction.submitted += by
    pool.correction.finished += by
    this.#sampled(pool, { at, proc, pool: pool.key }, { submitted: 0, finished: 0, failed: 0, interval: 0 })
  }

  /** Reports counts and the correction, or as much of it as leaves no sum below 0; the rest waits for the next counts. */
  #sampled(pool: Pool, use: Use, counts: Counts): void {
    const { correction } = pool
    const ofSubmitted = Math.max(correction.submitted, -pool.submitted - counts.submitted)
    const ofFinished = Math.max(correction.finished, -pool.finished - counts.finished)
    const submitted = counts.submitted + ofSubmitted
    const finished = counts.finished + ofFinished
    if (submitted === 0 && finished === 0) return
    correction.submitted -= ofSubmitted
    correction.finished -= ofFinished
    pool.submitted += submitted
    pool.finished += finished
    this.#emit({
      type: "pool.sampled",
      at: use.at,
      proc: use.proc,
      pool: use.pool,
      submitted,
      finished,
      failed: Math.min(counts.failed, Math.max(0, finished)),
      pending: Math.max(0, pool.submitted - pool.finished),
      interval: counts.interval,
    })
  }

  #of(key: string): Pool {
    const pool = this.#pools.get(key)
    if (!pool) throw new Error(`Expected pool ${key} to be known`)
    return pool
  }
}

const keyOf = (pool: Pool, task: string) => `${pool.key}/${task}`
