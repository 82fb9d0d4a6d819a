import { preview } from "@forkscope/multiprocessing/wire/preview.ts"
import { emit, flushNow } from "../emitter.ts"
import { Rate } from "../rate.ts"
import type { Answer, Call, Place, PoolLibrary } from "./protocol.ts"
import { Told } from "./told.ts"

/** The keys of the processes that a task names. */
interface Processes {
  /** The one that hands it in. */
  caller: string
  /** The one in which it runs. */
  worker: string
}

/**
 * Reports the tasks of one worker: the starts or the ends, or both, depending on what this thread sees. Of many tasks in
 * a short time most are only counted, at their ends.
 *
 * Facts are written at once: the thread may wait next without returning to its event loop.
 */
export class Tasks {
  readonly #place: Place
  readonly #library: PoolLibrary
  readonly #processes: Processes
  readonly #told: Told
  readonly #rate: Rate<"ok" | "failed">
  /** Tasks without an id, begun and ended: their numbers take its place. */
  #begun = 0
  #ended = 0

  /** @param told shared with the thread that sees the other half; its own when this thread sees both. */
  constructor(library: PoolLibrary, place: Place, processes: Processes, told = new Told()) {
    this.#library = library
    this.#place = place
    this.#processes = processes
    this.#told = told
    this.#rate = new Rate(["ok", "failed"], ({ ok, failed }, interval) => {
      const ended = ok + failed
      const { pool } = place
      emit("pool.sampled", {
        pool,
        proc: processes.worker,
        submitted: ended,
        finished: ended,
        failed,
        pending: 0,
        interval,
      })
    })
  }

  /** A message to the worker. @returns what identifies the task in it, if there is one. */
  toWorker(message: unknown): string | undefined {
    const call = this.#library.call(message)
    return call && this.#begins(call)
  }

  /** The task was not sent after all. */
  refused(id: string): void {
    // Without an id of its own: the next task gets its number.
    if (id === String(this.#begun - 1)) this.#begun--
    if (!this.#told.take(id)) return
    const { pool, slot } = this.#place
    emit("task.finished", { pool, proc: this.#processes.caller, task: this.#keyOf(id), slot, outcome: "cancelled" })
  }

  /** A message from the worker. */
  fromWorker(message: unknown): void {
    const answer = this.#library.answer(message)
    if (answer) this.#ends(answer)
  }

  #begins({ id = this.#begun++, fn, args }: Call): string {
    const key = String(id)
    if (!this.#rate.admits()) return key
    this.#told.add(key)
    const { pool, slot } = this.#place
    const task = this.#keyOf(key)
    emit("task.submitted", { pool, proc: this.#processes.caller, task, fn: fn.slice(0, 200), args, via: "submit" })
    emit("task.started", { pool, proc: this.#processes.worker, task, slot })
    flushNow()
    return key
  }

  #ends({ id = this.#ended++, result, error }: Answer): void {
    const key = String(id)
    if (!this.#told.take(key)) {
      this.#rate.count(error ? "failed" : "ok")
      return
    }
    const { pool, slot } = this.#place
    const task = this.#keyOf(key)
    const end = error ? { outcome: "error", error: cut(error) } : { outcome: "ok", result: preview(result) }
    emit("task.finished", { pool, proc: this.#processes.worker, task, slot, ...end })
    // The library rejects a promise of the program with it.
    if (error) emit("task.result.read", { pool, proc: this.#processes.caller, task })
    flushNow()
  }

  #keyOf(id: string): string {
    return `${this.#place.worker}:${id}`
  }
}

const cut = <E extends { name: string; message: string }>(error: E): E => ({
  ...error,
  name: error.name.slice(0, 200),
  message: error.message.slice(0, 4000),
})
