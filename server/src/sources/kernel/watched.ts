import { KernelKey } from "../keyedFact.ts"
import { Account } from "./account.ts"
import { KeptFile } from "./descriptors.ts"

/** Reads without movement after which a thread counts as idle and is read in turn only. */
const STILL_READS = 8

/** A thread of a watched process. The main thread's tid is the PID. */
export class WatchedThread {
  readonly schedstat: KeptFile
  readonly children: KeptFile
  readonly account = new Account()
  /** Reads in a row in which its counters stood still. */
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

/** What `process.sampled` says beside the counters. */
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
  /** The run knows of it, by our word or another source's. */
  announced = false
  /** ns on a CPU of the children that it has reaped, and of theirs, when that was last read. */
  reapedNs = 0
  /** How much more than that was known of them already, as a negative number. */
  owedNs = 0
  /** Children that ended since then. */
  readonly unsettled: WatchedProcess[] = []
  /** ns on a CPU of it and of all that it had reaped, where its reaper said so. */
  totalNs: number | undefined
  name = ""
  argv: string[] = []
  now: Condition = { state: 0, core: 0, threads: 1, rss: 0, shared: undefined, private: undefined, wchan: undefined }
  told: Condition = { ...this.now, state: -1 }
  /** Where its program lies in memory: moves with an exec, 0 if we may not know. */
  image = 0
  /** It lived and we were not told where its program lies: it belongs to somebody else. */
  hidden = false
  /** When it was found, µs. */
  sightedAt = 0
  /** Ticks that began with it in the table. */
  age = 0
  /** Seen in two ticks: an exec right after the fork is over, and who knows its birth better has told. */
  settled = false
  stopped = false
  exited = false
  exitCode: number | null = null
  /** Somebody else already told. */
  exitKnown = false
  reapKnown = false
  gone = false
  /** Its counters moved in this tick. */
  moved = false
  /** When its counters were last read, its stat, and its memory, µs. */
  readAt = Number.NEGATIVE_INFINITY
  lookedAt = Number.NEGATIVE_INFINITY
  lookSoon = true
  /** Since when its main thread is ready and its counters stand still, µs: it is in line without a pause. */
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
