import type { RawFact } from "./rawFact.ts"

type Emit = (raw: RawFact) => void

/** The world forgets finished tasks in time (see reduce/pool.ts): none is spoken of again after that. */
const TOLD_KEPT = 1500

interface Task {
  isStarted: boolean
}

interface Pool {
  key: string
  /** By worker process, or by thread: the place in the pool. */
  slots: Map<string, number>
  /** Tasks that were told one by one and are not finished, by "job/index". */
  tasks: Map<string, Task>
  /** Of all tasks that were told, those that may still be asked for. */
  told: Set<string>
  errors: Map<string, unknown>
  /** Told although they had only been counted, because they took long: below 0, to be left out of the next counts. */
  late: { submitted: number; finished: number }
  isCounting: boolean
  submitted: number
  finished: number
}

const slotKey = (worker: unknown, thread: unknown) => (thread === undefined ? String(worker) : `thread ${thread}`)

/** What happens in pools: which worker sits where, and each task's life from three processes' words. */
export class PoolTracker {
  readonly #pools = new Map<string, Pool>()
  readonly #emit: Emit

  constructor(emit: Emit) {
    this.#emit = emit
  }

  has(key: string): boolean {
    return this.#pools.has(key)
  }

  created(raw: RawFact): void {
    const key = String(raw.pool)
    this.#pools.set(key, {
      key,
      slots: new Map(),
      tasks: new Map(),
      told: new Set(),
      errors: new Map(),
      late: { submitted: 0, finished: 0 },
      isCounting: false,
      submitted: 0,
      finished: 0,
    })
    this.#emit(raw)
  }

  /** Whether a task was told and is not finished. */
  hasTask(pool: string, task: string): boolean {
    return this.#pools.get(pool)?.tasks.has(task) ?? false
  }

  /** Whether a task was ever told one by one. */
  wasTask(pool: string, task: string): boolean {
    return this.#pools.get(pool)?.told.has(task) ?? false
  }

  workerAdded(raw: RawFact): void {
    this.#of(raw).slots.set(slotKey(raw.worker, raw.thread), Number(raw.slot))
    this.#emit(raw)
  }

  /** @returns false when its pool has not yet said which slot it is. */
  workerReady(raw: RawFact): boolean {
    const slot = this.#of(raw).slots.get(slotKey(raw.worker, raw.thread))
    if (slot === undefined) return false
    this.#emit({ ...raw, slot })
    return true
  }

  submitted(raw: RawFact, task: string): void {
    const pool = this.#of(raw)
    if (pool.told.has(task)) {
      // A worker had it before its own process came to write it down: it was taken for one that is only counted.
      this.#correct(pool, raw, 1)
      return
    }
    this.#submitted(pool, raw, task)
  }

  #submitted(pool: Pool, raw: RawFact, task: string): void {
    pool.told.add(task)
    if (pool.told.size > TOLD_KEPT) pool.told.delete(pool.told.values().next().value ?? "")
    pool.tasks.set(task, { isStarted: false })
    this.#emit({ ...raw, task: `${pool.key}/${task}` })
  }

  /** @param late What is told of the task when it turns out to be one that was only counted. */
  started(
    raw: RawFact,
    task: string,
    thread: number | undefined,
    late: RawFact | undefined,
    isForced: boolean,
  ): boolean {
    const pool = this.#of(raw)
    const slot = pool.slots.get(slotKey(raw.proc, thread))
    if (slot === undefined) return false
    let known = pool.tasks.get(task)
    if (!known) {
      if (!pool.isCounting && !isForced) return false
      if (!late) return true
      this.#correct(pool, raw, -1)
      this.#submitted(pool, late, task)
      known = pool.tasks.get(task)
    }
    if (!known || known.isStarted) return true
    known.isStarted = true
    this.#emit({ ...raw, task: `${pool.key}/${task}`, slot })
    return true
  }

  /** The error of a task whose end is about to be told. */
  failed(raw: RawFact, task: string, error: unknown): void {
    const { tasks, errors } = this.#of(raw)
    if (tasks.has(task) && !errors.has(task)) errors.set(task, error)
  }

  /** Told by the worker or, where that had no time to, by the pool's own process. */
  finished(raw: RawFact, task: string, isForced: boolean): boolean {
    const pool = this.#of(raw)
    const known = pool.tasks.get(task)
    // Told already: the second word is no news. Not told yet: its submission is still to come.
    if (!known) return pool.told.has(task) || isForced || pool.isCounting
    pool.tasks.delete(task)
    const error = pool.errors.get(task)
    pool.errors.delete(task)
    this.#emit({ ...raw, task: `${pool.key}/${task}`, ...(error && raw.outcome === "error" ? { error } : {}) })
    return true
  }

  /** Tasks that were only counted since the last time. */
  counted(raw: RawFact, submitted: number, finished: number, failed: number, interval: number): void {
    const pool = this.#of(raw)
    pool.isCounting = true
    this.#sampled(pool, raw, submitted, finished, failed, interval)
  }

  /** So many tasks that were counted, or will be, are told one by one after all. */
  #correct(pool: Pool, { at, proc }: RawFact, by: number): void {
    pool.late.submitted += by
    pool.late.finished += by
    this.#sampled(pool, { type: "pool.sampled", at, pool: pool.key, proc }, 0, 0, 0, 0)
  }

  /** Tells counts, less what is told one by one; of that no more than was counted by now. */
  #sampled(pool: Pool, raw: RawFact, submitted: number, finished: number, failed: number, interval: number): void {
    const { late } = pool
    const ofSubmitted = Math.max(late.submitted, -pool.submitted - submitted)
    const ofFinished = Math.max(late.finished, -pool.finished - finished)
    if (submitted + ofSubmitted === 0 && finished + ofFinished === 0) return
    late.submitted -= ofSubmitted
    late.finished -= ofFinished
    pool.submitted += submitted + ofSubmitted
    pool.finished += finished + ofFinished
    this.#emit({
      ...raw,
      submitted: submitted + ofSubmitted,
      finished: finished + ofFinished,
      failed: Math.min(failed, Math.max(0, finished + ofFinished)),
      pending: Math.max(0, pool.submitted - pool.finished),
      interval,
    })
  }

  #of(raw: RawFact): Pool {
    const pool = this.#pools.get(String(raw.pool))
    if (!pool) throw new Error(`Expected pool ${raw.pool} to be known`)
    return pool
  }
}
