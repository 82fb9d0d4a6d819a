import { KernelKey } from "../keyedFact.ts"
import { Account } from "./account.ts"
import { KeptFile } from "./descriptors.ts"
import type { Life } from "./lives.ts"

/** After this many readings without a change a thread counts as idle, and is read only in turn. */
const STILL_READS = 8

/** A thread of a watched process. The main thread's tid is the PID. */
export class WatchedThread {
  readonly schedstat: KeptFile
  readonly children: KeptFile
  readonly account = new Account()
  /** Readings in a row in which its counters did not change. */
  still = 0
  announced = false
  /** Seen in two ticks. */
  settled = false
  readonly process: WatchedProcess
  readonly tid: number

  constructor(process: WatchedProcess, tid: number) {
    this.process = process
    this.tid = tid
    const folder = `/proc/${process.pid}/task/${tid}`
    this.schedstat = new KeptFile(`${folder}/schedstat`)
    this.children = new KeptFile(`${folder}/children`)
  }

  get isMain(): boolean {
    return this.tid === this.process.pid
  }

  get idle(): boolean {
    return this.still >= STILL_READS
  }

  *files(): Iterable<KeptFile> {
    yield this.schedstat
    yield this.children
  }
}

/** The fields of `process.sampled` beside the counters. */
export interface Condition {
  /** A letter, as a byte. */
  state: number
  core: number
  threads: number
  /** kB */
  rss: number
  shared: number | undefined
  private: number | undefined
  wchan: string | undefined
}

/** A process of the tree, from its first sight until it is reaped. */
export class WatchedProcess {
  readonly stat: KeptFile
  readonly wchan: KeptFile
  readonly threads = new Map<number, WatchedThread>()
  /** Sums over all threads it ever had. */
  readonly account = new Account()
  /** It was reported to the run, by us or by another source. */
  announced = false
  /** CPU time, ns, of the children that it has reaped, and of theirs, when that was last read. */
  reapedNs = 0
  /** By how much (as a negative number) the CPU time that is known of these children is more than that. */
  owedNs = 0
  /** Children that ended since that reading. */
  readonly unsettled: WatchedProcess[] = []
  /** CPU time, ns, of it and of all that it had reaped, if its reaper reported it. */
  totalNs: number | undefined
  name = ""
  argv: string[] = []
  /** What it shows in place of its arguments, or the name of its main thread; empty: nothing. */
  title = ""
  /** When its title is to be read next, µs. */
  titleDue = Number.NEGATIVE_INFINITY
  now: Condition = { state: 0, core: 0, threads: 1, rss: 0, shared: undefined, private: undefined, wchan: undefined }
  told: Condition = { ...this.now, state: -1 }
  /** Where its program lies in memory: changes at an exec; 0 if we may not know. */
  image = 0
  /** It was alive and the kernel did not show where its program lies: it belongs to another user. */
  hidden = false
  /** When it was found, µs. */
  sightedAt = 0
  /** Ticks that began while it was in the table. */
  age = 0
  /**
   * Seen in two ticks: an exec right after the fork is over, and a source that knows its birth better has reported it.
   */
  settled = false
  stopped = false
  exited = false
  /** When it exited, µs, as far as that was known when it was reported. */
  endedAt = Number.NEGATIVE_INFINITY
  exitCode: number | null = null
  /** Another source has reported it already. */
  exitKnown = false
  reapKnown = false
  gone = false
  /** Once it has ended, if the kernel's events tell of it. */
  life: Life | undefined
  /** It is a zombie, and its life will be told. */
  awaitsLife = false
  /** Its counters changed in this tick. */
  moved = false
  /** When its counters, its stat and its memory were last read, µs. */
  readAt = Number.NEGATIVE_INFINITY
  /** The start of the tick of that reading: none of its counters is older. */
  readFrom = Number.NEGATIVE_INFINITY
  lookedAt = Number.NEGATIVE_INFINITY
  /** When it was last read what it executes, µs: of a zombie that is not known any more. */
  aliveAt = Number.NEGATIVE_INFINITY
  /** The tick in which it was found to be gone, while it is not yet known how it ended. */
  goneInTick: number | undefined
  lookSoon = true
  /** Since when its main thread is runnable while its counters do not change, µs: it waits for a CPU all that time. */
  readySince: number | undefined
  memoryAt = Number.NEGATIVE_INFINITY
  movedSinceMemory = true
  readonly key: KernelKey
  ppid: number

  constructor(pid: number, startTime: number, ppid: number) {
    this.key = new KernelKey(pid, startTime)
    this.ppid = ppid
    this.stat = new KeptFile(`/proc/${pid}/stat`)
    this.wchan = new KeptFile(`/proc/${pid}/wchan`)
  }

  get pid(): number {
    return this.key.pid
  }

  get startTime(): number {
    return this.key.startTime
  }

  get main(): WatchedThread | undefined {
    return this.threads.get(this.pid)
  }

  *files(): Iterable<KeptFile> {
    yield this.stat
    yield this.wchan
    for (const thread of this.threads.values()) yield* thread.files()
  }
}
