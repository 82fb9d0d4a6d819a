import type { SourceIntake } from "../intake.ts"
import type { KernelKey } from "../keyedFact.ts"
import { readThreadName } from "./procReader.ts"
import type { WatchedProcess, WatchedThread } from "./watched.ts"

/** Reports the threads of processes that have more than one. */
export class ThreadFacts {
  readonly #intake: SourceIntake

  constructor(intake: SourceIntake) {
    this.#intake = intake
  }

  /** To be called once a tick. A thread is reported at its second tick, when it has its name. */
  tell(process: WatchedProcess, at: number): void {
    if (!process.announced || process.exited) return
    if (process.threads.size === 1 && !process.main?.announced) return
    for (const thread of process.threads.values()) {
      if (!thread.announced && thread.settled) this.#start(process.key, thread, at)
      thread.settled = true
      if (thread.announced && thread.account.due(at, false, false)) this.#sample(process.key, thread, at)
    }
  }

  ended(thread: WatchedThread, at: number): void {
    if (!thread.announced) return
    const { key: proc } = thread.process
    this.#intake.take({ type: "thread.exited", at, proc, tid: thread.tid })
  }

  #start(proc: KernelKey, thread: WatchedThread, at: number): void {
    const { process, tid } = thread
    thread.announced = true
    const name = readThreadName(process.pid, tid)
    this.#intake.take({ type: "thread.started", at, proc, tid, name: name === "" ? process.name : name })
    // The first sample waits until there is something to report.
    if (!thread.account.due(at, false, false)) thread.account.told(at)
  }

  #sample(proc: KernelKey, thread: WatchedThread, at: number): void {
    const { tid, account } = thread
    const sample = { type: "thread.sampled", proc, tid } as const
    const rest = account.restToTell()
    if (rest !== undefined) this.#intake.take({ ...sample, ...rest })
    this.#intake.take({ ...sample, at, cpu: account.cpu, queued: account.queued })
    account.told(at)
  }
}
