import { monotonicMicros } from "../clock.ts"
import { GONE } from "./descriptors.ts"
import type { ProcReader } from "./procReader.ts"
import type { ProcessTable } from "./table.ts"
import type { ThreadList } from "./threadList.ts"
import type { WatchedProcess, WatchedThread } from "./watched.ts"

/** Idle threads that are read per tick; if there are no more than this, all are read at each tick. */
const IDLE_READS = 128
/** Most ticks for one round through all idle threads: each is read at 4 Hz when ticks come at 30 Hz. */
const IDLE_ROUND = 8

/** Adds up what the kernel accounts to the threads: active ones are read at each tick, idle ones in turn. */
export class Counters {
  readonly #table: ProcessTable
  readonly #reader: ProcReader
  readonly #threadList: ThreadList
  /** Index in the table's threads from which the next idle ones are read. */
  #turn = 0

  constructor(table: ProcessTable, reader: ProcReader, threadList: ThreadList) {
    this.#table = table
    this.#reader = reader
    this.#threadList = threadList
  }

  readDue(at: number): void {
    const { threads } = this.#table
    const count = threads.length
    if (count === 0) return
    const quota = Math.min(count, Math.max(IDLE_READS, Math.ceil(count / IDLE_ROUND)))
    const from = this.#turn % count
    const until = from + quota
    this.#turn = until % count
    for (let index = 0; index < count; index++) {
      const thread = threads[index] as WatchedThread
      const turn = (index >= from && index < until) || index + count < until
      if ((turn || !thread.idle) && !thread.process.gone) this.#read(thread, at)
    }
  }

  /**
   * Adds the CPU time of threads that started and ended between two ticks: it is included in `accounted`, the kernel's
   * sum for the process (ns). To be called if that is more than our sum: all threads are then read, and any difference
   * that remains is due to ended threads.
   */
  catchUp(process: WatchedProcess, accounted: number, at: number): void {
    this.#threadList.refresh(process, at)
    for (const thread of [...process.threads.values()]) this.#read(thread, at)
    process.account.cpuNs = Math.max(process.account.cpuNs, accounted)
  }

  #read(thread: WatchedThread, at: number): void {
    const reader = this.#reader
    const { process, account } = thread
    const length = reader.readSchedstat(thread.schedstat)
    const doubtful = thread.schedstat.doubtful && length > 0
    if (length === GONE || (doubtful && !reader.confirms(process))) {
      if (thread.isMain) process.lookSoon = true
      else this.#threadList.drop(thread, at)
      return
    }
    if (length < 0) return
    thread.schedstat.doubtful = false
    process.readFrom = at
    const cpu = reader.cpu - account.cpuNs
    const queued = reader.queued - account.queuedNs
    if (cpu === 0 && queued === 0) {
      account.rested(at)
      if (++thread.still === 1) process.lookSoon = true
      if (!process.moved) process.readAt = at
      if (thread.isMain && process.readySince !== undefined)
        process.account.pendingNs = Math.max(0, at - process.readySince) * 1000
      return
    }
    if (thread.idle || process.readySince !== undefined) process.lookSoon = true
    if (thread.isMain) {
      process.readySince = undefined
      process.account.pendingNs = 0
    }
    thread.still = 0
    account.cpuNs = reader.cpu
    account.queuedNs = reader.queued
    process.moved = true
    process.movedSinceMemory = true
    process.readAt = monotonicMicros()
    // Counters decrease when a thread other than the main one execs: it takes over the main thread's tid, and was
    // counted already.
    process.account.cpuNs += Math.max(0, cpu)
    process.account.queuedNs += Math.max(0, queued)
  }
}
