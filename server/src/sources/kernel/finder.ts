import { BirthGate, scanForChildren } from "./discovery.ts"
import type { ProcReader } from "./procReader.ts"
import type { ProcessTable } from "./table.ts"
import type { ThreadList } from "./threadList.ts"
import { WatchedProcess, type WatchedThread } from "./watched.ts"

/** The root may start threads, and these may fork, so its threads are listed this often, µs. */
const LIST_ROOT_EVERY = 1_000_000

/** Finds the processes below the root and adds them to the table. */
export class Finder {
  readonly #table: ProcessTable
  readonly #reader: ProcReader
  readonly #threadList: ThreadList
  readonly #gate: BirthGate
  readonly #root: WatchedProcess
  readonly #listed: boolean
  readonly #onSight: (process: WatchedProcess) => void
  #rootListedAt = Number.NEGATIVE_INFINITY

  /**
   * `childrenListed`: whether the kernel lists children; `onSight` is called while the process's stat is in the reader.
   */
  constructor(
    root: number,
    childrenListed: boolean,
    table: ProcessTable,
    reader: ProcReader,
    threadList: ThreadList,
    onSight: (process: WatchedProcess) => void,
  ) {
    this.#table = table
    this.#reader = reader
    this.#threadList = threadList
    this.#gate = new BirthGate(reader)
    this.#root = reader.identify(root) ?? new WatchedProcess(root, 0, 0)
    this.#listed = childrenListed
    this.#onSight = onSight
  }

  /** Looks for new processes if there can be any. @returns whether it looked. */
  find(at: number): boolean {
    if (!this.#gate.opens(at)) return false
    if (this.#listed) this.#walk(at)
    else this.#scan(at)
    return true
  }

  /** To be called at each death: the children of the dead process get another parent, maybe before they were seen. */
  expectMore(): void {
    this.#gate.expectMore()
  }

  /** Adds a process to the table if it exists and belongs to the tree. */
  sight(pid: number, at: number): WatchedProcess | undefined {
    const process = this.#reader.identify(pid)
    if (process === undefined) return undefined
    const root = this.#root.pid
    if (process.ppid !== root && pid !== root && !this.#table.has(process.ppid)) return undefined
    const { threads } = this.#reader.stat
    process.sightedAt = at
    this.#gate.found()
    this.#table.add(process)
    this.#onSight(process)
    if (threads > 1) this.#threadList.refresh(process, at)
    else this.#table.addThread(process, pid)
    return process
  }

  close(): void {
    this.#reader.releaseAll(this.#root.files())
    this.#gate.close()
  }

  #walk(at: number): void {
    if (at - this.#rootListedAt >= LIST_ROOT_EVERY) {
      this.#rootListedAt = at
      this.#threadList.refresh(this.#root, at)
    }
    for (const thread of this.#root.threads.values()) this.#visitChildren(thread, at)
    for (const thread of this.#table.threads) if (!thread.process.gone) this.#visitChildren(thread, at)
  }

  #visitChildren(thread: WatchedThread, at: number): void {
    const pids = this.#reader.readChildren(thread.children)
    if (thread.children.doubtful && pids.length > 0) {
      if (!this.#reader.confirms(thread.process)) return
      thread.children.doubtful = false
    }
    for (const pid of pids) {
      if (this.#table.has(pid)) continue
      const found = this.sight(pid, at)
      if (found !== undefined) for (const each of found.threads.values()) this.#visitChildren(each, at)
    }
  }

  #scan(at: number): void {
    const isParent = (pid: number) => pid === this.#root.pid || this.#table.has(pid)
    const parentOf = (pid: number) => (this.#table.has(pid) ? undefined : this.#reader.identify(pid)?.ppid)
    scanForChildren(parentOf, isParent, (pid) => this.sight(pid, at))
  }
}
