import { existsSync } from "node:fs"
import { monotonicMicros } from "../clock.ts"
import { BriefProcesses } from "./brief.ts"
import { Counters } from "./counters.ts"
import { GONE, sharedDescriptors } from "./descriptors.ts"
import { canBeShared, settle, settleChildren } from "./finalAccounts.ts"
import { Finder } from "./finder.ts"
import { Lifecycle } from "./lifecycle.ts"
import { MemoryTurn } from "./memoryTurn.ts"
import { ProcReader } from "./procReader.ts"
import { hasChildrenFiles, pageSize } from "./system.ts"
import { ProcessTable } from "./table.ts"
import { ThreadList } from "./threadList.ts"
import type { TreeWatch, WatchedId, WatchOptions } from "./treeWatch.ts"
import type { WatchedProcess } from "./watched.ts"

/** µs between two readings of the stat of a resting process. */
const LOOK_EVERY = 1_000_000
/** The same where the kernel has no schedstat: then stat is the only account. */
const LOOK_EVERY_WITHOUT_SCHEDSTAT = 100_000
/** Ticks for which a process that is gone is kept, because it is not yet known how it ended. */
const PATIENCE = 3
/** Linux reports user and system time in hundredths of a second. */
const NS_PER_TICK = 10_000_000
const ZOMBIE = "Z".charCodeAt(0)
const RUNNABLE = "R".charCodeAt(0)
const SLEEPING = [..."SD"].map((text) => text.charCodeAt(0))

/**
 * Watches the processes below a root: finds them, reads what the kernel accounts to them, and reports changes.
 *
 * New processes are found within a tick and announced at the next one, unless another source has reported them by then.
 */
export class Tree implements TreeWatch {
  readonly table = new ProcessTable()
  readonly known = {
    exited: (pid: number) => {
      const process = this.table.get(pid)
      if (process) process.exitKnown = true
    },
    reaped: (pid: number, cpu: number | undefined) => {
      const process = this.table.get(pid)
      if (process) process.reapKnown = true
      if (cpu !== undefined) this.#reaped(pid, cpu * 1000)
    },
  }
  readonly #root: number
  readonly #hasSchedstat: boolean
  readonly #reader: ProcReader
  readonly #finder: Finder
  readonly #counters: Counters
  readonly #lifecycle: Lifecycle
  readonly #threadList: ThreadList
  /**
   * Processes that disappeared in this tick. Their end is reported at the end of the tick, when their final accounts
   * are known.
   */
  readonly #gone: WatchedProcess[] = []
  /** The main process, once it has ended: its final account may arrive later. */
  #goneMain: WatchedProcess | undefined
  readonly #memoryTurn = new MemoryTurn()
  #ticks = 0
  readonly #lives: WatchOptions["lives"]
  readonly #brief: BriefProcesses

  constructor(options: WatchOptions) {
    const { root, intake, includeRoot = false, descriptors = sharedDescriptors, kernel } = options
    const reader = new ProcReader(descriptors)
    const brief = new BriefProcesses(this.table, root, ({ pid, startTime }) => {
      return reader.identify(pid)?.startTime === startTime
    })
    const lifecycle = new Lifecycle(options, (pid) => brief.keyOf(pid), reader, pageSize())
    this.#root = root
    this.#lives = options.lives
    this.#brief = brief
    this.#hasSchedstat = kernel?.schedstat ?? existsSync("/proc/self/schedstat")
    this.#reader = reader
    this.#lifecycle = lifecycle
    this.#threadList = new ThreadList(this.table, reader, intake)
    this.#counters = new Counters(this.table, reader, this.#threadList)
    const listsChildren = kernel?.children ?? hasChildrenFiles()
    this.#finder = new Finder(root, listsChildren, this.table, reader, this.#threadList, (process) => {
      lifecycle.recognize(process)
      lifecycle.update(process)
    })
    if (includeRoot) this.#finder.sight(root, monotonicMicros())
  }

  tick(): void {
    const at = monotonicMicros()
    this.#ticks++
    this.#takeLives()
    for (const process of this.table.processes) this.#begin(process, at)
    const born = this.#finder.find(at)
    if (this.#hasSchedstat) this.#counters.readDue(at)
    for (const process of this.table.processes) if (!process.gone) this.#finish(process, at, born)
    this.#settle()
    this.#memoryTurn.run(this.table.processes, at)
  }

  *processes(): Iterable<WatchedId> {
    for (const process of this.table.processes)
      if (process.announced)
        yield {
          key: process.key,
          tids: () => process.threads.keys(),
          ...(this.#hasSchedstat ? { ran: ranOf(process) } : {}),
        }
  }

  /** Takes the CPU time, ns, of a process and of all that it had reaped, as reported by a reaper outside the tree. */
  #reaped(pid: number, totalNs: number): void {
    const process = this.table.get(pid) ?? this.#goneMain
    if (process?.pid !== pid) return
    process.totalNs = totalNs
    if (!process.gone) return
    settle(process, totalNs, monotonicMicros())
    this.#reportLate(process)
  }

  close(): void {
    for (const process of this.table.processes) this.#reader.releaseAll(process.files())
    this.#finder.close()
  }

  #begin(process: WatchedProcess, at: number): void {
    process.moved = false
    process.age++
    if (process.settled) return
    if (!process.announced) {
      this.#look(process, at)
      if (!process.gone && process.goneInTick === undefined) this.#lifecycle.announce(process)
    }
    process.lookSoon = true
  }

  #finish(process: WatchedProcess, at: number, born: boolean): void {
    const { account } = process
    const resting = !process.moved && process.readAt === at && process.readySince === undefined
    if (resting) account.rested(at)
    const moved = account.due(at, false, account.moved) || (born && process.moved)
    const lookEvery = this.#hasSchedstat ? LOOK_EVERY : LOOK_EVERY_WITHOUT_SCHEDSTAT
    if (process.lookSoon || moved || at - process.lookedAt >= lookEvery) this.#look(process, at)
    if (process.gone) return
    process.settled ||= process.age > 0
    if (!process.announced) return
    const urgent = process.now.state !== process.told.state || process.now.threads !== process.told.threads
    if (account.due(at, urgent, account.moved || differs(process))) {
      this.#readWchan(process)
      this.#lifecycle.tell(process, process.moved ? process.readAt : at)
    }
    this.#threadList.tell(process, at)
  }

  /** Reads the stat of a process and reports what is new in it. */
  #look(process: WatchedProcess, at: number): void {
    const { stat } = this.#reader
    const length = this.#reader.readStat(process.stat)
    const isReused = length > 0 && stat.startTime !== process.startTime
    if (isReused || (length === GONE && !this.#awaitsLife(process))) this.#vanish(process)
    if (length < 0 || process.gone) return
    process.lookedAt = at
    process.lookSoon = false
    // Only a thread that runs can go to sleep: so from here on it waits for a CPU until its counters change.
    process.readySince = stat.state === RUNNABLE ? (process.readySince ?? monotonicMicros()) : undefined
    const accounted = stat.ticks * NS_PER_TICK
    if (stat.threads > 1 || process.threads.size > 1) this.#threadList.refresh(process, at)
    const isLast = stat.state === ZOMBIE && !process.exited
    if (accounted > process.account.cpuNs || isLast) this.#counters.catchUp(process, accounted, at)
    const lived = !process.exited
    const isEnding = stat.state === ZOMBIE && lived && this.#lives?.tellsAtOnce
    process.awaitsLife = isEnding === true && this.#awaitsLife(process)
    this.#lifecycle.update(process)
    if (lived && process.exited) this.#lookAtChildrenOf(process)
  }

  /** Whether a process that is no longer there is kept for another tick, until it is known how it ended. */
  #awaitsLife(process: WatchedProcess): boolean {
    if (!this.#lives || process.life) return false
    process.goneInTick ??= this.#ticks
    process.lookSoon = true
    return this.#ticks - process.goneInTick < PATIENCE
  }

  /** Takes the kernel's word on how processes ended, and those that were never seen. */
  #takeLives(): void {
    if (!this.#lives) return
    const { brief, late } = this.#brief.sort(this.#lives.take())
    for (const process of late) this.#lifecycle.amend(process)
    for (const process of brief) {
      const reaper = this.#brief.ancestorOf(process)
      if (reaper) reaper.reapedNs += process.account.cpuNs
      this.#lifecycle.lived(process)
    }
  }

  #vanish(process: WatchedProcess): void {
    const parent = this.table.get(process.ppid)
    if (parent) this.#lifecycle.announce(parent)
    this.#lifecycle.complete(process)
    this.#lifecycle.announce(process)
    this.#parentOf(process)?.unsettled.push(process)
    this.#gone.push(process)
    this.table.remove(process)
    const { account, life } = process
    if (life) account.cpuNs = Math.max(account.cpuNs, life.cpu * 1000)
    this.#brief.left(process)
    this.#reader.releaseAll(process.files())
    this.#lookAtChildrenOf(process)
    this.#finder.expectMore()
  }

  /** Also finds a parent that disappeared in the same tick. */
  #parentOf({ ppid }: WatchedProcess): WatchedProcess | undefined {
    return this.table.get(ppid) ?? this.#gone.find(({ pid }) => pid === ppid)
  }

  /** Reports the ends of processes that disappeared, with all that the kernel has accounted to them. */
  #settle(): void {
    if (this.#gone.length === 0) return
    for (const { ppid } of this.#gone) {
      const reaper = this.table.get(ppid)
      if (!reaper || reaper.unsettled.length === 0) continue
      const reapedNs = this.#readReaped(reaper)
      if (reapedNs !== undefined) settleChildren(reaper, reapedNs, monotonicMicros())
    }
    for (const process of this.#gone) {
      const isMain = process.ppid === this.#root && process.startTime <= (this.#goneMain?.startTime ?? Infinity)
      if (isMain) this.#goneMain = process
      if (process.totalNs !== undefined) settle(process, process.totalNs, monotonicMicros())
    }
    for (const process of this.#gone.splice(0)) this.#lifecycle.vanish(process)
  }

  /**
   * The CPU time, ns, that the kernel has accounted to a process for the children it has reaped. Those of them that
   * were still in the table have left it then, so that none of this time is taken for that of another child.
   */
  #readReaped(reaper: WatchedProcess): number | undefined {
    for (;;) {
      if (this.#reader.readStat(reaper.stat) < 0) return undefined
      const reapedNs = this.#reader.stat.reapedTicks * NS_PER_TICK
      if (!canBeShared(reaper, reapedNs)) return reapedNs
      const gone = this.#gone.length
      const at = monotonicMicros()
      for (const process of this.table.processes) if (process.ppid === reaper.pid) this.#look(process, at)
      if (this.#gone.length === gone) return reapedNs
    }
  }

  /** Reports what became known of a process, and of those that ended with it, after their ends. */
  #reportLate(process: WatchedProcess): void {
    if (process.account.moved) this.#lifecycle.tell(process, monotonicMicros())
    for (const child of process.unsettled) this.#reportLate(child)
  }

  /** These children get another parent, which does not show in their counters. */
  #lookAtChildrenOf(parent: WatchedProcess): void {
    for (const process of this.table.processes) if (process.ppid === parent.pid) process.lookSoon = true
  }

  #readWchan(process: WatchedProcess): void {
    const { now, wchan } = process
    now.wchan = SLEEPING.includes(now.state) ? this.#reader.readWchan(wchan) : undefined
    if (wchan.doubtful && !this.#reader.confirms(process)) now.wchan = undefined
    wchan.doubtful = false
  }
}

const ranOf = (process: WatchedProcess) => (tid?: number) =>
  (tid === undefined ? process : process.threads.get(tid))?.account.cpuNs

function differs({ now, told }: WatchedProcess): boolean {
  return now.rss !== told.rss || now.shared !== told.shared || now.private !== told.private || now.core !== told.core
}
