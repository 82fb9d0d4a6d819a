import { describeError, type ErrorDescription } from "../errors.ts"
import { unreapedChildren } from "../process/children.ts"
import { checkRoomFor } from "../process/spawnError.ts"
import { Dispatcher } from "./dispatcher.ts"
import { BrokenPoolError, remoteError, WorkerLostError } from "./errors.ts"
import { MOST_DEATHS, PoolWorker, type WorkerEvents } from "./poolWorker.ts"
import type { RemovalReason, Reporter } from "./reporter.ts"
import { describeExit, type Exit } from "./spawn.ts"
import type { Task } from "./task.ts"
import { FAILED, type Result } from "./wire/messages.ts"
import type { WorkerBoot } from "./worker.ts"

export interface CrewOptions {
  size: number
  maxTasksPerChild: number
  initializer: WorkerBoot["initializer"]
}

export interface CrewEvents {
  /** A task has its result, its error, or was lost with its worker. */
  settled(task: Task, isOk: boolean, value: unknown): void
  /** Workers cannot be started any more. */
  broken(error: Error): void
  /** No worker process is left. */
  empty(): void
}

/** After this many failed starts in a row the pool ends. */
const MOST_FAILED_STARTS = 3
/** A worker that was killed from outside while it started says little about the next: more of these are tolerated. */
const MOST_KILLED_STARTS = 20
const OUTSIDE_SIGNALS: readonly (NodeJS.Signals | null)[] = ["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP"]
/** A worker that has not ended this long after SIGTERM gets SIGKILL. */
const KILL_AFTER_MS = 500

/** The workers of a pool in their slots: starts them, replaces those that end, hands tasks to them. */
export class WorkerSet implements WorkerEvents {
  readonly dispatcher: Dispatcher
  readonly #options: CrewOptions
  readonly #events: CrewEvents
  readonly #reporter: Reporter
  readonly #workers = new Set<PoolWorker>()
  #ordered: PoolWorker[] = []
  #isStaffed = true
  #isTerminated = false
  #failedStarts = 0
  #killedStarts = 0
  #killTimer: NodeJS.Timeout | undefined

  constructor(options: CrewOptions, reporter: Reporter, events: CrewEvents) {
    this.#options = options
    this.#reporter = reporter
    this.#events = events
    this.dispatcher = new Dispatcher(() => this.#ordered)
  }

  /** Starts a worker for every slot. */
  start(): void {
    for (let slot = 1; slot <= this.#options.size; slot++) this.#hire(slot)
  }

  get isEmpty(): boolean {
    return this.#workers.size === 0
  }

  /** No more tasks will come: every worker ends when its tasks are done. */
  dismiss(): void {
    this.#isStaffed = false
    for (const worker of this.#workers) worker.stop()
    this.dispatcher.stop()
    if (this.isEmpty) this.#events.empty()
  }

  /** Ends all workers now. @returns the tasks that will not be done, in their order */
  terminate(): Task[] {
    this.#isStaffed = false
    this.#isTerminated = true
    this.dispatcher.stop()
    const tasks = this.dispatcher.queue.takeAll()
    for (const worker of this.#workers) {
      tasks.push(...worker.inFlight.takeAbove(0))
      this.#reporter.signaled(worker, "SIGTERM")
      worker.kill("SIGTERM")
    }
    this.#killTimer ??= setTimeout(() => {
      for (const worker of this.#workers) {
        this.#reporter.signaled(worker, "SIGKILL")
        worker.kill("SIGKILL")
      }
    }, KILL_AFTER_MS)
    if (this.isEmpty) this.#left()
    return tasks.sort((one, other) => one.place.order - other.place.order)
  }

  #hire(slot: number): void {
    const { maxTasksPerChild, initializer } = this.#options
    checkRoomFor(unreapedChildren().length + this.#workers.size)
    const setup = { slot, pool: this.#reporter.key, maxTasks: maxTasksPerChild, initializer }
    const worker = new PoolWorker(setup, this)
    this.#workers.add(worker)
    this.#order()
    this.#reporter.workerAdded(worker)
  }

  /** Fills the slot of a worker that ended. If the kernel refuses, that counts as a failed start. */
  #replace(slot: number): void {
    try {
      this.#hire(slot)
    } catch (error) {
      this.#startFailed(slot, describeError(error))
    }
  }

  #order(): void {
    this.#ordered = [...this.#workers].sort((one, other) => one.slot - other.slot)
  }

  ready(worker: PoolWorker): void {
    this.#failedStarts = 0
    this.#killedStarts = 0
    this.#reporter.workerReady(worker)
    this.dispatcher.dispatch()
  }

  result(worker: PoolWorker, task: Task, result: Result): void {
    const isOk = result.outcome !== FAILED
    task.fn.prefetch.learn(result.micros)
    if (isOk) this.#reporter.succeeded(task)
    else this.#reporter.failed(task, worker, result.value as ErrorDescription)
    this.#events.settled(task, isOk, isOk ? result.value : remoteError(result.value as ErrorDescription))
  }

  returned(tasks: Task[]): void {
    if (!this.#isTerminated) this.dispatcher.takeBack(tasks)
  }

  settled(worker: PoolWorker): void {
    if (worker.isUsedUp) worker.stop()
    this.dispatcher.dispatch()
  }

  gone(worker: PoolWorker, exit: Exit, lost: Task[]): void {
    this.#workers.delete(worker)
    this.#order()
    this.#reporter.workerGone(worker, exit, this.#reasonFor(worker, exit))
    for (const task of lost) this.#lose(worker, exit, task)
    if (this.#isStaffed) {
      if (worker.hasStarted) this.#replace(worker.slot)
      else if (OUTSIDE_SIGNALS.includes(exit.signal)) this.#killedAtStart(worker.slot)
      else this.#startFailed(worker.slot, worker.startError)
    }
    this.dispatcher.schedule()
    if (this.isEmpty && !this.#isStaffed) this.#left()
  }

  #reasonFor(worker: PoolWorker, exit: Exit): RemovalReason {
    if (this.#isTerminated) return "terminated"
    if (exit.signal !== null) return "killed"
    if (worker.wasStopped) return worker.isUsedUp ? "recycled" : "closed"
    return "exited"
  }

  #lose(worker: PoolWorker, exit: Exit, task: Task): void {
    const when =
      task.deaths === MOST_DEATHS ? `, as ${MOST_DEATHS - 1} before it, when it was to begin` : " while it ran"
    const message = `${worker.name} (slot ${worker.slot}, PID ${worker.pid}) ${describeExit(exit)}${when} ${task.fn.name}`
    this.#reporter.lost(task, worker, { name: "WorkerLostError", message })
    this.#events.settled(task, false, new WorkerLostError(message))
  }

  #killedAtStart(slot: number): void {
    if (++this.#killedStarts < MOST_KILLED_STARTS) this.#replace(slot)
    else this.#break(`${MOST_KILLED_STARTS} workers in a row were killed while they started`)
  }

  /** @param error what the worker or the kernel reported; absent when the process just died */
  #startFailed(slot: number, error?: ErrorDescription): void {
    if (++this.#failedStarts < MOST_FAILED_STARTS) this.#replace(slot)
    else this.#break(`${MOST_FAILED_STARTS} workers in a row could not start`, error)
  }

  #break(reason: string, error?: ErrorDescription): void {
    const message = `The pool is broken: ${reason}`
    this.#events.broken(
      error
        ? new BrokenPoolError(`${message} (${error.name}: ${error.message})`, { cause: remoteError(error) })
        : new BrokenPoolError(message),
    )
  }

  #left(): void {
    clearTimeout(this.#killTimer)
    this.#killTimer = undefined
    this.#events.empty()
  }
}
