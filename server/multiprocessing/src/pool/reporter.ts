import type { ErrorDescription } from "../errors.ts"
import { monotonicMicros, observer } from "../observe/observer.ts"
import { Flood } from "./flood.ts"
import type { Exit } from "./spawn.ts"
import type { Task } from "./task.ts"

export type RemovalReason = "exited" | "killed" | "recycled" | "terminated" | "closed"

interface WorkerIdentity {
  readonly slot: number
  readonly key: string
  readonly name: string
  readonly pid: number
}

/** Reports the facts of one pool that happen in the process that made it. Does nothing when unobserved. */
export class Reporter {
  readonly key = observer.newKey()
  readonly #flood = new Flood(this.key)

  created(name: string, size: number, maxTasksPerChild: number | undefined): void {
    this.#emit({ type: "pool.created", name, size, maxTasksPerChild })
  }

  workerAdded(worker: WorkerIdentity): void {
    if (!observer.isObserved) return
    observer.emit({
      type: "process.spawned",
      proc: worker.key,
      parent: observer.processKey,
      pid: worker.pid,
      ppid: process.pid,
      startTime: 0,
      name: worker.name,
      role: "worker",
      startMethod: "spawn",
    })
    observer.emit({ type: "pool.worker.added", ...this.#slotOf(worker) })
  }

  workerReady(worker: WorkerIdentity): void {
    observer.emit({ type: "pool.worker.ready", ...this.#slotOf(worker) })
  }

  /** Node reports an exit only after it has collected the exit status: both facts have one time. */
  workerGone(worker: WorkerIdentity, { exitCode }: Exit, reason: RemovalReason): void {
    if (!observer.isObserved) return
    observer.emit({ type: "process.exited", proc: worker.key, exitCode })
    observer.emit({ type: "process.reaped", proc: worker.key, exitCode })
    observer.emit({ type: "pool.worker.removed", ...this.#slotOf(worker), reason })
  }

  signaled(worker: WorkerIdentity, signal: string): void {
    observer.emit({ type: "process.signaled", proc: worker.key, signal, from: observer.processKey })
  }

  closed(): void {
    this.#emit({ type: "pool.closed" })
  }

  terminated(): void {
    this.#emit({ type: "pool.terminated" })
  }

  joined(): void {
    this.#flood.end()
    this.#emit({ type: "pool.joined" })
  }

  /**
   * Decides whether the task is reported by itself. @param args makes the preview of its arguments, called only if it
   * is
   */
  submitted(task: Task, args: () => string): void {
    if (!observer.isObserved) return
    if (this.#flood.admits()) this.#tellSubmitted(task, args())
  }

  /** The task succeeded. If it is reported by itself, its worker has reported this; otherwise it is counted here. */
  succeeded(task: Task): void {
    if (task.key === "" && observer.isObserved) this.#flood.finish(false)
  }

  failed(task: Task, worker: WorkerIdentity, error: ErrorDescription): void {
    if (task.key !== "" || !observer.isObserved) return
    if (this.#tellLate(task)) this.#tellFinished(task, "error", error, worker)
  }

  /** The worker ended while it ran the task: only this process can report it. */
  lost(task: Task, worker: WorkerIdentity, error: ErrorDescription): void {
    if (!observer.isObserved) return
    if (task.key !== "" || this.#tellLate(task)) this.#tellFinished(task, "lost", error, worker)
  }

  /** The task reached no worker: it could not be sent, or the pool was ended. */
  refused(task: Task, outcome: "error" | "cancelled", error: ErrorDescription): void {
    if (!observer.isObserved) return
    if (task.key !== "" || this.#tellLate(task, outcome === "error")) this.#tellFinished(task, outcome, error)
  }

  /** The program got the task's result or error. */
  read(task: Task): void {
    if (task.key !== "") this.#emit({ type: "task.result.read", task: task.key })
  }

  /** A wait for results begins. @returns a function that ends it */
  waitStarted(task: Task | undefined, timeout: number | undefined): (outcome: "ok" | "timeout" | "error") => void {
    if (!observer.isObserved) return () => undefined
    let op: string | undefined
    const tell = (at: number) => {
      op = observer.newKey()
      this.#emit({ type: "result.wait.started", op, at, timeout, task: key })
    }
    const since = monotonicMicros()
    const key = task?.key || undefined
    // A wait for a counted task is reported only if it lasts.
    const cancel = task && task.key === "" ? this.#flood.ifItLasts(() => tell(since)) : tell(since)
    return (outcome) => {
      cancel?.()
      if (op !== undefined) {
        observer.emit({ type: "result.wait.finished", proc: observer.processKey, op, outcome })
      }
    }
  }

  joinStarted(timeout: number | undefined): (outcome: "ok" | "timeout") => void {
    const op = observer.newKey()
    observer.emit({ type: "join.started", proc: observer.processKey, op, target: { pool: this.key }, timeout })
    return (outcome) => observer.emit({ type: "join.finished", proc: observer.processKey, op, outcome })
  }

  /** Reports a counted task by itself after all, because it failed; if too many fail, it is only counted. */
  #tellLate(task: Task, isFailure = true): boolean {
    if (this.#flood.admitsFailure()) {
      this.#flood.toldApart()
      this.#tellSubmitted(task, "")
      return true
    }
    this.#flood.finish(isFailure)
    return false
  }

  #tellSubmitted(task: Task, args: string): void {
    task.key = observer.newKey()
    this.#emit({ type: "task.submitted", task: task.key, fn: task.fn.name, args, via: task.place.via })
  }

  #tellFinished(
    task: Task,
    outcome: "error" | "lost" | "cancelled",
    error: ErrorDescription,
    worker?: WorkerIdentity,
  ): void {
    const place = worker && { slot: worker.slot, proc: worker.key }
    this.#emit({ type: "task.finished", task: task.key, outcome, error, ...place })
  }

  #slotOf({ slot, key }: WorkerIdentity) {
    return { pool: this.key, slot, worker: key }
  }

  #emit(fact: { type: string; [field: string]: unknown }): void {
    observer.emit({ pool: this.key, proc: observer.processKey, ...fact })
  }
}
