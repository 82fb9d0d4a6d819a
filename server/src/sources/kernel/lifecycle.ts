import type { Fact } from "@forkscope/shared/events"
import { exitCodeOf } from "./exitCode.ts"
import { sampledFact, spawnedFact } from "./facts.ts"
import { type ProcReader, readArgv } from "./procReader.ts"
import type { ProcessTable } from "./table.ts"
import type { WatchedProcess } from "./watched.ts"

/** Who is who: an id of ours for each (pid, start time), shared by all sources of a run. */
export interface ProcessIndex {
  find(pid: number, startTime: number): number | undefined
  add(pid: number, startTime: number): number
}

export interface Context {
  index: ProcessIndex
  emit(fact: Fact): void
  /** µs since the run began. */
  now(): number
}

const letter = (text: string) => text.charCodeAt(0)
const ZOMBIE = letter("Z")
const DEAD = letter("X")
const STOPPED = letter("T")
const TRACED = letter("t")

/** Tells what happens in the life of a process, by comparing its stat with the one before. */
export class Lifecycle {
  readonly #context: Context
  readonly #table: ProcessTable
  readonly #reader: ProcReader
  readonly #kBPerPage: number

  constructor(context: Context, table: ProcessTable, reader: ProcReader, pageSize: number) {
    this.#context = context
    this.#table = table
    this.#reader = reader
    this.#kBPerPage = pageSize / 1024
  }

  get #at(): number {
    return Math.round(this.#context.now())
  }

  /** Takes over the id of a process that another source told of; false if none did. */
  adopt(process: WatchedProcess): boolean {
    process.proc ??= this.#context.index.find(process.pid, process.startTime)
    return process.proc !== undefined
  }

  /** Gives a process its id: the one another source told of, else a new one that is told here. */
  announce(process: WatchedProcess): number {
    if (this.adopt(process)) return process.proc as number
    const proc = this.#context.index.add(process.pid, process.startTime)
    process.proc = proc
    this.#context.emit(spawnedFact(proc, process.sightedAt, process, this.#table.get(process.ppid)?.proc))
    return proc
  }

  /** Takes over the stat that was just read and tells what is new in it. */
  update(process: WatchedProcess): void {
    const { stat } = this.#reader
    const { now } = process
    now.state = stat.state
    now.core = stat.core
    now.threads = stat.threads
    now.rss = Math.round(stat.rssPages * this.#kBPerPage)
    this.#program(process)
    this.#parent(process)
    if (process.proc === undefined) return
    this.#stop(process, process.proc)
    // The main thread may end before the others: then it looks like a zombie, and the process is none.
    const ended = stat.state === DEAD || (stat.state === ZOMBIE && stat.threads <= 1)
    if (ended && !process.exited) this.#exit(process, process.proc)
  }

  /** The process is gone from the kernel's table. */
  vanish(process: WatchedProcess): void {
    const proc = this.announce(process)
    const { exitCode, account } = process
    if (!process.exited && account.moved) this.tell(process, process.readAt)
    if (!process.exited && !process.exitKnown) this.#emit({ type: "process.exited", proc, exitCode })
    process.exited = true
    if (!process.reapKnown) this.#emit({ type: "process.reaped", proc, exitCode })
  }

  tell(process: WatchedProcess, at: number): void {
    const { proc, account } = process
    if (proc === undefined) return
    const rest = account.restToTell()
    if (rest !== undefined) this.#context.emit(sampledFact(proc, rest.at, process.told, rest))
    process.told = { ...process.now }
    this.#context.emit(sampledFact(proc, at, process.told, account))
    account.told(at)
  }

  #program(process: WatchedProcess): void {
    const { startCode, endCode, startStack, state } = this.#reader.stat
    // All three, because an exec sets them one after the other.
    const image = startCode > 0 && endCode > 0 && startStack > 0 ? startCode + endCode + startStack : 0
    const before = process.image
    if (image !== 0) process.image = image
    process.hidden = process.image === 0 && (process.hidden || state !== ZOMBIE)
    const renamed = process.hidden && state !== ZOMBIE && this.#reader.stat.name() !== process.name
    const execed = (image !== 0 && before !== 0 && image !== before) || renamed
    // At the very first sight an exec may be half done: then this is the rest of it, and no news.
    if (process.name !== "" && !execed && process.image === before) return
    process.name = this.#reader.stat.name()
    const argv = readArgv(process.pid)
    if (argv.length > 0) process.argv = argv
    const { proc } = process
    if (execed && process.settled && proc !== undefined)
      this.#emit({ type: "process.execed", proc, argv: process.argv })
  }

  #parent(process: WatchedProcess): void {
    const { ppid } = this.#reader.stat
    // A zombie whose parent is gone may say 0 on its way out.
    if (ppid === process.ppid || ppid === 0) return
    process.ppid = ppid
    const { proc } = process
    if (proc === undefined) return
    this.#emit({ type: "process.reparented", proc, parent: this.#table.get(ppid)?.proc ?? null, ppid })
  }

  #stop(process: WatchedProcess, proc: number): void {
    const stopped = process.now.state === STOPPED || process.now.state === TRACED
    if (stopped === process.stopped) return
    process.stopped = stopped
    if (stopped) this.#emit({ type: "process.stopped", proc })
    else if (process.now.state !== ZOMBIE && process.now.state !== DEAD) this.#emit({ type: "process.continued", proc })
  }

  #exit(process: WatchedProcess, proc: number): void {
    const status = this.#reader.stat.exitStatus
    process.exited = true
    Object.assign(process.now, { shared: undefined, private: undefined, wchan: undefined })
    // 0 is also what the kernel says of processes that we may not look into.
    process.exitCode = status === 0 && process.hidden ? null : exitCodeOf(status)
    if (process.account.moved) this.tell(process, this.#at)
    if (process.exitKnown && process.exitCode === null) return
    this.#emit({ type: "process.exited", proc, exitCode: process.exitCode })
  }

  #emit(fact: ProcessFact): void {
    this.#context.emit({ ...fact, src: "procfs", at: this.#at })
  }
}

type ProcessFact = Fact extends infer Each
  ? Each extends { type: `process.${string}` }
    ? Omit<Each, "src" | "at">
    : never
  : never
