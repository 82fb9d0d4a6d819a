import { listNumbers, type ProcReader } from "./procReader.ts"
import type { ProcessTable } from "./table.ts"
import type { ThreadFacts } from "./threadFacts.ts"
import type { WatchedProcess, WatchedThread } from "./watched.ts"

/** Keeps the table's threads the same as the kernel's. */
export class ThreadList {
  readonly #table: ProcessTable
  readonly #reader: ProcReader
  readonly #facts: ThreadFacts

  constructor(table: ProcessTable, reader: ProcReader, facts: ThreadFacts) {
    this.#table = table
    this.#reader = reader
    this.#facts = facts
  }

  /** Assumes that the main thread is the only one, without a look. */
  begin(process: WatchedProcess): void {
    this.#table.addThread(process, process.pid)
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
    this.#facts.ended(thread, at)
  }
}
