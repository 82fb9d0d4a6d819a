import { type WatchedProcess, WatchedThread } from "./watched.ts"

/** The living processes of a tree, by PID. If a PID was reused, only the newest process is in it. */
export class ProcessTable {
  readonly #byPid = new Map<number, WatchedProcess>()
  #processes: WatchedProcess[] | undefined
  #threads: WatchedThread[] | undefined

  get(pid: number): WatchedProcess | undefined {
    return this.#byPid.get(pid)
  }

  has(pid: number): boolean {
    return this.#byPid.has(pid)
  }

  /** In the order they were found: parents before their children. */
  get processes(): readonly WatchedProcess[] {
    this.#processes ??= [...this.#byPid.values()]
    return this.#processes
  }

  /** All threads of all processes. */
  get threads(): readonly WatchedThread[] {
    this.#threads ??= this.processes.flatMap((process) => [...process.threads.values()])
    return this.#threads
  }

  add(process: WatchedProcess): void {
    this.#byPid.set(process.pid, process)
    this.#forgetLists()
  }

  remove(process: WatchedProcess): void {
    process.gone = true
    if (this.#byPid.get(process.pid) === process) this.#byPid.delete(process.pid)
    this.#forgetLists()
  }

  addThread(process: WatchedProcess, tid: number): WatchedThread {
    const thread = new WatchedThread(process, tid)
    process.threads.set(tid, thread)
    this.#threads = undefined
    return thread
  }

  removeThread(thread: WatchedThread): void {
    thread.process.threads.delete(thread.tid)
    this.#threads = undefined
  }

  #forgetLists(): void {
    this.#processes = undefined
    this.#threads = undefined
  }
}
