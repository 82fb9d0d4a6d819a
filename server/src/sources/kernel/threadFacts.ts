import type { Fact } from "@forkscope/shared/events"
import { readThreadName } from "./procReader.ts"
import type { WatchedProcess, WatchedThread } from "./watched.ts"

/** Tells of the threads of processes that have more than one. */
export class ThreadFacts {
  readonly #emit: (fact: Fact) => void

  constructor(emit: (fact: Fact) => void) {
    this.#emit = emit
  }

  /** To be called once a tick. A thread is told of at its second tick: by then it has its name. */
  tell(process: WatchedProcess, at: number): void {
    if (process.proc === undefined || process.exited) return
    if (process.threads.size === 1 && !process.main?.announced) return
    for (const thread of process.threads.values()) {
      if (!thread.announced && thread.settled) this.#start(process.proc, thread, at)
      thread.settled = true
      if (thread.announced && thread.account.due(at, false, false)) this.#sample(process.proc, thread, at)
    }
  }

  ended(thread: WatchedThread, at: number): void {
    const { proc } = thread.process
    if (!thread.announced || proc === undefined) return
    this.#emit({ type: "thread.exited", src: "procfs", at, proc, tid: thread.tid })
  }

  #start(proc: number, thread: WatchedThread, at: number): void {
    const { process, tid } = thread
    thread.announced = true
    const name = readThreadName(process.pid, tid)
    this.#emit({ type: "thread.started", src: "procfs", at, proc, tid, name: name === "" ? process.name : name })
    // Its first sample waits until there is something to say.
    if (!thread.account.due(at, false, false)) thread.account.told(at)
  }

  #sample(proc: number, thread: WatchedThread, at: number): void {
    const { tid, account } = thread
    const sample = { type: "thread.sampled", src: "procfs", proc, tid } as const
    const rest = account.restToTell()
    if (rest !== undefined) this.#emit({ ...sample, ...rest })
    this.#emit({ ...sample, at, cpu: account.cpu, queued: account.queued })
    account.told(at)
  }
}
