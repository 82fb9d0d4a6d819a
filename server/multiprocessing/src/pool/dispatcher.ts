import { monotonicMicros } from "../observe/observer.ts"
import type { PoolWorker } from "./poolWorker.ts"
import type { Task } from "./task.ts"
import { TaskQueue } from "./taskQueue.ts"

/**
 * How long a worker may take to begin a task that is queued there behind another one. After that the parent takes it
 * back: no task waits behind a long one while another worker is idle.
 */
const LEASE_MICROS = 20_000
/** Delay of the timer: a little longer than a lease. */
const AFTER_LEASE_MS = LEASE_MICROS / 1000 + 2

/** Gives waiting tasks to workers: to idle ones first, and more than one at a time only if tasks are short. */
export class Dispatcher {
  readonly queue = new TaskQueue()
  readonly #workers: () => readonly PoolWorker[]
  #isScheduled = false
  #leaseTimer: NodeJS.Timeout | undefined

  constructor(workers: () => readonly PoolWorker[]) {
    this.#workers = workers
  }

  /** Dispatches when the caller's synchronous code has ended, so that tasks submitted together share frames. */
  schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    queueMicrotask(() => this.dispatch())
  }

  dispatch(): void {
    this.#isScheduled = false
    if (this.queue.size === 0) return
    const workers = this.#workers()
    const share = Math.ceil(this.queue.size / workers.length)
    for (const worker of workers) {
      if (worker.isIdle) this.#give(worker, share)
      if (this.queue.size === 0) return
    }
    for (const worker of workers) {
      // Only below half of its window, so that frames stay large.
      const takesMore = worker.isReady && !worker.isRefusing && worker.inFlight.size * 2 <= worker.window
      if (takesMore) this.#give(worker, share)
      if (this.queue.size === 0) return
    }
  }

  #give(worker: PoolWorker, share: number): void {
    const room = Math.min(share, worker.room)
    const first = this.queue.first
    if (first === undefined || room <= 0) return
    const isFirstSure = worker.isIdle
    if (!isFirstSure && worker.inFlight.size >= Math.min(worker.window, first.fn.prefetch.window)) return
    let window = isFirstSure ? worker.mostInFlight : worker.window
    const tasks: Task[] = []
    for (let task = this.queue.first; task && tasks.length < room; task = this.queue.first) {
      window = Math.min(window, task.fn.prefetch.window)
      if (worker.inFlight.size + tasks.length >= window && tasks.length + worker.inFlight.size > 0) break
      this.queue.shift()
      tasks.push(task)
    }
    if (tasks.length === 0) return
    worker.give(tasks, monotonicMicros() + LEASE_MICROS, isFirstSure)
    if (worker.inFlight.size > 1) this.#watchLeases()
  }

  /** Checks the leases as long as there are any. */
  #watchLeases(): void {
    this.#leaseTimer ??= setTimeout(() => {
      this.#leaseTimer = undefined
      const now = monotonicMicros()
      let hasLeases = false
      for (const worker of this.#workers()) {
        if (worker.inFlight.size > 1) this.takeBack(worker.takeExpired(now))
        if (worker.inFlight.size > 1) hasLeases = true
      }
      if (hasLeases) this.#watchLeases()
    }, AFTER_LEASE_MS)
  }

  /** Queues tasks again that a worker was given and has not begun. */
  takeBack(tasks: readonly Task[]): void {
    if (tasks.length === 0) return
    this.queue.putBack(tasks)
    this.schedule()
  }

  /** Stops all timers. */
  stop(): void {
    clearTimeout(this.#leaseTimer)
    this.#leaseTimer = undefined
  }
}
