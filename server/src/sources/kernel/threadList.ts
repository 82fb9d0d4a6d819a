import type { SourceIntake } from "../intake.ts"
import type { KernelKey } from "../keyedFact.ts"
import { listNumbers, type ProcReader, readThreadName } from "./procReader.ts"
import type { ProcessTable } from "./table.ts"
import type { WatchedProcess, WatchedThread } from "./watched.ts"

/** Keeps the table's threads the same as the kernel's, and reports those of processes that have more than one. */
export class ThreadList {
  readonly #table: ProcessTable
  readonly #reader: ProcReader
  readonly #intake: SourceIntake

  constructor(table: ProcessTable, reader: ProcReader, intake: SourceIntake) {
    this.#table = table
    this.#reader = reader
    this.#intake = intake
  }

  refresh(process: WatchedProcess, at: number): void {
    const tids = new Set(listNumbers(`/proc/${process.pid}/task`))
    if (tids.size === 0) tids.add(process.pid)
    if (!this.#reader.confirms(process)) return
    for (const thread of [...process.threads.values()])
      if (!tids.has(thread.tid) && !thread.isMain) this.drop(thread, at)
    for (const tid of tids) if (!process.threads.has(tid)) this.#table.addThread(process, tid)
  }

  drop(thread: WatchedThread, at: number): void {
    this.#reader.releaseAll(thread.files())
    this.#table.removeThread(thread)
    if (!thread.announced) return
    this.#intake.take({ type: "thread.exited", at, proc: thread.process.key, tid: thread.tid })
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
