import type { EventType } from "@forkscope/shared/events"
import { monotonicMicros, START_TICK, startedIn } from "../clock.ts"
import type { SourceIntake } from "../intake.ts"
import type { KernelKey, KeyedFactOf } from "../keyedFact.ts"
import { exitCodeOf } from "./exitCode.ts"
import { sampledFact, spawnedFact } from "./facts.ts"
import { type ProcReader, readArgv } from "./procReader.ts"
import type { WatchOptions } from "./treeWatch.ts"
import type { WatchedProcess } from "./watched.ts"

const letter = (text: string) => text.charCodeAt(0)
const ZOMBIE = letter("Z")
const DEAD = letter("X")
const STOPPED = letter("T")
const TRACED = letter("t")
/** µs between two looks for a title, of a young process and of others. */
const TITLE_EVERY = 1_000_000
const TITLE_EVERY_LATER = 10_000_000
const YOUNG = 10_000_000
/** Characters of a title that are reported. */
const LONGEST_TITLE = 200

/** Reports the events in the life of a process, by comparing each stat with the one before. */
export class Lifecycle {
  readonly #intake: SourceIntake
  readonly #keyOf: (pid: number) => KernelKey | undefined
  readonly #reader: ProcReader
  readonly #kBPerPage: number
  readonly #root: number
  readonly #main: KernelKey | undefined
  readonly #lives: WatchOptions["lives"]

  /** @param keyOf The key of a process of the run that was reported, by its PID. */
  constructor(
    { intake, root, main, lives }: WatchOptions,
    keyOf: (pid: number) => KernelKey | undefined,
    reader: ProcReader,
    pageSize: number,
  ) {
    this.#intake = intake
    this.#keyOf = keyOf
    this.#reader = reader
    this.#kBPerPage = pageSize / 1024
    this.#root = root
    this.#main = main
    this.#lives = lives
  }

  /** Marks the process as announced if another source has reported it. */
  recognize(process: WatchedProcess): void {
    if (process.announced || !this.#intake.identity.isKnown(process.key)) return
    process.announced = true
    this.#orphan(process)
  }

  /** Reports a process that no other source has reported. */
  announce(process: WatchedProcess): void {
    this.recognize(process)
    if (process.announced) return
    process.announced = true
    this.#intake.take(spawnedFact(this.#bornAt(process), process, this.#parentOf(process)))
    this.#orphan(process)
  }

  /** When it was created, µs: as the kernel's events tell, else to 10 ms as the kernel counts, else when it was found. */
  #bornAt({ key, sightedAt }: WatchedProcess): number {
    return this.#lives?.bornAt(key) ?? Math.min(sightedAt, startedIn(key.startTime, sightedAt) + START_TICK)
  }

  /** Reports a process that lost its parent before we first saw it: the root has adopted it. */
  #orphan({ key: proc, ppid }: WatchedProcess): void {
    if (!this.#main || ppid !== this.#root || proc.toString() === this.#main.toString()) return
    this.#emit({ type: "process.reparented", proc, parent: null, ppid })
  }

  #parentOf({ ppid }: WatchedProcess): KernelKey | undefined {
    return this.#keyOf(ppid)
  }

  /** Takes over the stat that was just read and reports what is new in it. */
  update(process: WatchedProcess): void {
    const { stat } = this.#reader
    const { now } = process
    if (stat.state !== ZOMBIE && stat.state !== DEAD) process.aliveAt = process.lookedAt
    now.state = stat.state
    now.core = stat.core
    now.threads = stat.threads
    now.rss = Math.round(stat.rssPages * this.#kBPerPage)
    this.#program(process)
    this.#title(process)
    this.#parent(process)
    if (!process.announced) return
    this.#stop(process)
    // The main thread may end before the others: the process then looks like a zombie, but is not.
    const ended = stat.state === DEAD || (stat.state === ZOMBIE && stat.threads <= 1)
    if (ended && !process.exited && !process.awaitsLife) this.#exit(process)
  }

  /** Takes over what a process executed after our last look, where it is known how it ended. */
  complete(process: WatchedProcess): void {
    const { key: proc, life, name, argv } = process
    if (
      !life?.name ||
      life.looked < process.aliveAt ||
      (life.argv.length === 0 ? life.name === name : isEqual(life.argv, argv))
    )
      return
    process.argv = life.argv.length > 0 ? [...life.argv] : [life.name]
    process.name = life.name
    if (process.announced) this.#intake.take({ type: "process.execed", at: life.ended, proc, argv: process.argv })
  }

  /** Reports that the process is no longer in the kernel's table. */
  vanish(process: WatchedProcess): void {
    const { key: proc, account, life } = process
    const exitCode = process.exitCode ?? life?.exitCode ?? null
    process.exitCode = exitCode
    const now = monotonicMicros()
    // Nobody has seen it as a zombie.
    const at = process.exited ? now : (life?.ended ?? now)
    if (!process.exited && account.moved) this.tell(process, at)
    if (!process.exited && !process.exitKnown) this.#intake.take({ type: "process.exited", at, proc, exitCode })
    if (!process.exited) process.endedAt = at
    process.exited = true
    if (!process.reapKnown) this.#intake.take({ type: "process.reaped", at, proc, exitCode, ...peakOf(process) })
  }

  /** Reports how a process ended that is no longer in the kernel's table, if that was not known. */
  amend(process: WatchedProcess): void {
    const { key: proc, life } = process
    if (!life) return
    this.complete(process)
    if (life.cpu > process.account.cpu) {
      process.account.cpuNs = life.cpu * 1000
      this.tell(process, monotonicMicros())
    }
    const isNews = process.exitCode === null && life.exitCode !== null
    process.exitCode ??= life.exitCode
    if (process.endedAt - life.ended > START_TICK)
      this.#intake.take({ type: "process.exited", at: life.ended, proc, exitCode: process.exitCode })
    if (isNews || life.peak !== null)
      this.#emit({ type: "process.reaped", proc, exitCode: process.exitCode, ...peakOf(process) })
  }

  /** Reports the whole life of a process that was never in the table. */
  lived(process: WatchedProcess): void {
    const { key: proc, life } = process
    if (!life) return
    const { exitCode, ended: at } = life
    if (!this.#intake.identity.isKnown(proc))
      this.#intake.take(spawnedFact(life.born, process, this.#parentOf(process)))
    process.announced = true
    process.exited = true
    this.tell(process, at)
    this.#intake.take({ type: "process.exited", at, proc, exitCode })
    this.#intake.take({ type: "process.reaped", at, proc, exitCode, ...peakOf(process) })
  }

  tell(process: WatchedProcess, at: number): void {
    const { key, announced, account } = process
    if (!announced) return
    const rest = account.restToTell()
    if (rest !== undefined) this.#intake.take(sampledFact(key, rest.at, process.told, rest))
    process.told = { ...process.now }
    this.#intake.take(sampledFact(key, at, process.told, account))
    account.told(at)
  }

  #program(process: WatchedProcess): void {
    const { startCode, endCode, startStack, state } = this.#reader.stat
    // All three must be set, because an exec sets them one after the other.
    const image = startCode > 0 && endCode > 0 && startStack > 0 ? startCode + endCode + startStack : 0
    const before = process.image
    if (image !== 0) process.image = image
    process.hidden = process.image === 0 && (process.hidden || state !== ZOMBIE)
    const renamed = process.hidden && state !== ZOMBIE && this.#reader.stat.name() !== process.name
    const execed = (image !== 0 && before !== 0 && image !== before) || renamed
    // At the first sight an exec may be half done: this is then the rest of it, and not a new one.
    if (process.name !== "" && !execed && process.image === before) return
    process.name = this.#reader.stat.name()
    const argv = readArgv(process.pid)
    if (argv.length > 0) process.argv = argv
    process.title = ""
    process.titleDue = monotonicMicros() + TITLE_EVERY
    if (execed && process.settled && process.announced)
      this.#emit({ type: "process.execed", proc: process.key, argv: process.argv })
  }

  /** Reports a title that the program has set since its exec: programs do so at their start, a few again and again. */
  #title(process: WatchedProcess): void {
    const { pid, key: proc } = process
    const now = monotonicMicros()
    if (!process.announced || now < process.titleDue || this.#reader.stat.state === ZOMBIE) return
    process.titleDue = now + (now - process.sightedAt < YOUNG ? TITLE_EVERY : TITLE_EVERY_LATER)
    const shown = readArgv(pid)
    const name = this.#reader.stat.name()
    const isShown = shown.length > 0 && !isEqual(shown, process.argv)
    // Node names the main thread of each of its processes.
    const isNamed = name !== process.name && !/MainThread$/.test(name)
    const title = isShown ? shown.join(" ").trim() : isNamed ? name : ""
    if (title === process.title) return
    process.title = title
    this.#emit({ type: "process.titled", proc, title: title.slice(0, LONGEST_TITLE) })
  }

  #parent(process: WatchedProcess): void {
    const { ppid } = this.#reader.stat
    // A zombie whose parent has ended may report 0 while it disappears.
    if (ppid === process.ppid || ppid === 0) return
    process.ppid = ppid
    if (!process.announced) return
    this.#emit({ type: "process.reparented", proc: process.key, parent: this.#parentOf(process) ?? null, ppid })
  }

  #stop(process: WatchedProcess): void {
    const { key: proc } = process
    const stopped = process.now.state === STOPPED || process.now.state === TRACED
    if (stopped === process.stopped) return
    process.stopped = stopped
    if (stopped) this.#emit({ type: "process.stopped", proc })
    else if (process.now.state !== ZOMBIE && process.now.state !== DEAD) this.#emit({ type: "process.continued", proc })
  }

  #exit(process: WatchedProcess): void {
    const { key: proc } = process
    const status = this.#reader.stat.exitStatus
    process.exited = true
    Object.assign(process.now, { shared: undefined, private: undefined, wchan: undefined })
    // The kernel also reports 0 for processes that we have no permission for.
    process.exitCode = status === 0 && process.hidden ? null : exitCodeOf(status)
    const at = process.life?.ended ?? monotonicMicros()
    process.endedAt = at
    if (process.account.moved) this.tell(process, at)
    if (process.exitKnown && process.exitCode === null) return
    this.#intake.take({ type: "process.exited", at, proc, exitCode: process.exitCode })
  }

  #emit<Type extends EventType>(fact: Omit<KeyedFactOf<Type>, "at"> & { type: Type }): void {
    this.#intake.take({ ...fact, at: monotonicMicros() } as unknown as KeyedFactOf<Type>)
  }
}

const peakOf = ({ life }: WatchedProcess) => (life?.peak ? { peak: life.peak } : {})

const isEqual = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((word, at) => word === other[at])
