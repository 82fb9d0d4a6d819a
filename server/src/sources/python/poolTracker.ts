import type { ErrorInfo } from "@forkscope/shared/events"
import { KEEP } from "@forkscope/shared/world"
import type { KeyedFact, KeyedFactOf } from "../keyedFact.ts"

/** Tasks that the probe only counted since it was last read, and did not report one by one. */
interface Counts {
  submitted: number
  finished: number
  failed: number
  /** µs */
  interval: number
}

interface Pool {
  key: string
  /** Slots by worker process, or by thread in a pool of threads. */
  slots: Map<string, number>
  /** Tasks that were reported one by one and are not finished, by "job/index". */
  tasks: Map<string, { isStarted: boolean }>
  /** All tasks that were reported one by one, as long as the world keeps them. */
  reported: Set<string>
  errors: Map<string, ErrorInfo>
  /** Some of its tasks were only counted. */
  isCounting: boolean
  submitted: number
  finished: number
  /**
   * Corrects for tasks that the probe counts in bulk but that are reported one by one because they run long. Each of
   * them reduces both numbers by one, and is subtracted from the next counts, which may come before or after it.
   */
  correction: { submitted: number; finished: number }
}

/** An action of a process on a pool. */
interface Use {
  at: number
  proc: string
  pool: string
}

type Submitted = Omit<KeyedFactOf<"task.submitted">, "task" | "type">

/** The key of a worker: its process, or its thread in a pool of threads. */
export const workerKey = (proc: unknown, thread: unknown) => (thread === undefined ? String(proc) : `thread ${thread}`)

/**
 * Combines what three processes report of a task (its submitter, its worker, the reader of its result), and finds its
 * slot.
 */
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

  /** Undefined until the pool has reported the worker's slot. */
  slotOf(pool: string, worker: string): number | undefined {
    return this.#of(pool).slots.get(worker)
  }

  /** Whether the task was reported and is not finished. */
  hasTask(pool: string, task: string): boolean {
    return this.#pools.get(pool)?.tasks.has(task) ?? false
  }

  /** Whether the task was ever reported one by one. */
  wasTask(pool: string, task: string): boolean {
    return this.#pools.get(pool)?.reported.has(task) ?? false
  }

  submitted(fact: Submitted & Use, task: string): void {
    const pool = this.#of(fact.pool)
    // The worker reported it first, so it was taken for a task that is only counted. It is not in the counts after all.
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
   * @param counted What is reported of its submission if it turns out that the task was only counted; undefined if such
   *   a task is not to be reported.
   * @returns false while facts that it depends on are missing.
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
   * A task ended, as its worker reports or, if that could not, the pool's own process.
   *
   * @returns false while its submission has not been reported.
   */
  finished(fact: Omit<KeyedFactOf<"task.finished">, "task" | "type"> & Use, task: string, isForced: boolean): boolean {
    const pool = this.#of(fact.pool)
    // If its end was reported already, ignore the second report.
    if (!pool.tasks.delete(task)) return pool.reported.has(task) || isForced || pool.isCounting
    const error = pool.errors.get(task)
    pool.errors.delete(task)
    const reason = error && fact.outcome === "error" ? { error } : {}
    this.#emit({ type: "task.finished", ...fact, ...reason, task: keyOf(pool, task) })
    return true
  }

  /** Reports tasks that were only counted since the last time. */
  counted(use: Use, counts: Counts): void {
    const pool = this.#of(use.pool)
    pool.isCounting = true
    this.#sampled(pool, use, counts)
  }

  /** Corrects the counts by `by` tasks: more that only the probe counts, or fewer if negative. */
  #correct(pool: Pool, { at, proc }: Use, by: number): void {
    pool.correction.submitted += by
    pool.correction.finished += by
    this.#sampled(pool, { at, proc, pool: pool.key }, { submitted: 0, finished: 0, failed: 0, interval: 0 })
  }

  /**
   * Reports counts and the correction. If a sum would fall below 0, the rest of the correction waits for the next
   * counts.
   */
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
