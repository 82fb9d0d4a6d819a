import { isObject, parseJson } from "@forkscope/shared/base"
import { type Site, site } from "@forkscope/shared/events"
import type { EventOrderer } from "./eventOrderer.ts"
import { finishOf, isTimed } from "./finishes.ts"
import { type Entry, KIND, layout } from "./layout.ts"
import type { LogContext, Thing, Trackers } from "./logContext.ts"
import type { ProcessLog } from "./processLog.ts"
import { reportRecord } from "./records.ts"
import { startOf } from "./starts.ts"
import { LOST } from "./tasks.ts"

/** Flags of a process object: its start method, and these bits. */
const METHODS = ["unknown", "fork", "spawn", "forkserver"] as const
const DAEMON = 4
const HAS_ARGS = 8

type Json = Record<string, unknown>

/** Turns the records of one process into facts, which wait in the orderer until they are due. */
export class Decoder implements LogContext {
  readonly log: ProcessLog
  readonly trackers: Trackers
  readonly #orderer: EventOrderer
  readonly #things = new Map<number, Thing>()
  /** Objects that have counters, by the same numbers. */
  readonly #counted = new Map<number, Thing>()
  readonly #sites = new Map<number, Site>()
  readonly #stories = new Map<number, { parts: Buffer[]; missing: number }>()
  /** Operations whose beginning was reported while they were still running. */
  readonly #open = new Set<string>()
  /**
   * By thread: the beginning of the operation that it ended last. Its cell may still show it as open: clearing it is
   * the last step.
   */
  readonly #ended = new Map<number, number>()
  isAwaited = false

  constructor(log: ProcessLog, orderer: EventOrderer, trackers: Trackers) {
    this.log = log
    this.trackers = trackers
    this.#orderer = orderer
  }

  get proc(): string {
    return this.trackers.processes.keyOf(this.log.ident)
  }

  /** The site that has this number in this process. */
  site(number: unknown): { site?: Site } {
    const known = this.#sites.get(Number(number))
    return known ? { site: known } : {}
  }

  /** Reports a fact when it is due and this process is known; `take` returns whether it could be reported. */
  add(at: number, take: (isForced: boolean) => boolean): void {
    this.#orderer.add({
      at,
      take: (isForced) => {
        if (!this.trackers.processes.isSpawned(this.proc) && !isForced) return false
        return take(isForced)
      },
    })
  }

  /** Like `add`, for facts that depend on nothing. */
  addFirst(at: number, take: (isForced: boolean) => boolean): void {
    this.#orderer.add({ at, take })
  }

  story(entry: Entry): void {
    const total = entry.b % 0x1_0000_0000
    const story = this.#stories.get(entry.a) ?? { parts: [], missing: total }
    story.parts[Math.floor(entry.b / 0x1_0000_0000)] = entry.text.subarray(0, entry.timeout)
    story.missing--
    this.#stories.set(entry.a, story)
    if (story.missing > 0) return
    this.#stories.delete(entry.a)
    const fact = parseJson(Buffer.concat(story.parts).toString("utf8"))
    if (!isObject(fact)) return
    if (typeof fact.define === "string") this.#define(fact)
    else reportRecord(this, fact, entry.begun / 1000, entry.tid)
  }

  /** A process object was made. */
  made(entry: Entry): void {
    const { object, flags, site } = entry
    const [name, target, args] = entry.text.toString("utf8").split("\0")
    const key = `p:${this.log.ident}/${object}`
    const at = entry.begun / 1000
    this.define(object, "process", key)
    this.add(at, () => {
      this.trackers.processes.created(key)
      this.trackers.intake.take({
        type: "process.created",
        at,
        tid: entry.tid,
        proc: key,
        parent: this.proc,
        name: name || "?",
        ...(target ? { target } : {}),
        ...((flags & HAS_ARGS) === 0 ? {} : { args: args ?? "" }),
        daemon: (flags & DAEMON) !== 0,
        startMethod: METHODS[flags & 3] ?? "unknown",
        ...this.site(site),
      })
      return true
    })
  }

  #define(fact: Json): void {
    const { define, number, key, file, line, function: name } = fact
    if (define === "site") {
      const known = site.safeParse({ file, line, function: name })
      if (known.success) this.#sites.set(Number(number), known.data)
    } else this.define(Number(number), String(define), String(key))
  }

  /** Defines the number by which this process will refer to an object. */
  define(number: number, kind: string, key: string): void {
    const thing = { kind, key, counted: [0, 0, 0, 0], countedAt: 0 }
    this.#things.set(number, thing)
    if (number < layout.objects) this.#counted.set(number, thing)
  }

  thing(entry: Entry): Thing | undefined {
    return this.#things.get(entry.object)
  }

  /** An operation that has begun and not ended. */
  open(entry: Entry): void {
    const op = this.#op(entry)
    if (this.#open.has(op) || this.#ended.get(entry.tid) === entry.begun) return
    this.#open.add(op)
    this.#begin(entry, op, true)
  }

  /** An operation that has ended, or one without a duration. */
  completed(entry: Entry): void {
    const op = this.#op(entry)
    if (isTimed(entry)) {
      this.#ended.set(entry.tid, entry.begun)
      if (!this.#open.delete(op)) this.#begin(entry, op, false)
    }
    this.#end(entry, op)
  }

  #op(entry: Entry): string {
    return `${this.log.ident}#${entry.tid}.${entry.begun}`
  }

  #begin(entry: Entry, op: string, isLong: boolean): void {
    this.add(entry.begun / 1000, (isForced) => startOf(this, entry, op, isLong, isForced))
  }

  #end(entry: Entry, op: string): void {
    this.add(entry.ended / 1000, (isForced) => finishOf(this, entry, op, isForced))
  }

  /** Reports counts of operations that were not reported one by one. */
  counters(now: number): void {
    if (this.#counted.size === 0) return
    const read = this.log.counters(Math.max(...this.#counted.keys()) + 1)
    for (const [number, thing] of this.#counted) {
      const totals = [0, 1, 2, 3].map((which) => read(number, which))
      const [a = 0, b = 0, c = 0, d = 0] = totals.map((total, which) => total - (thing.counted[which] ?? 0))
      if (a === 0 && b === 0 && c === 0 && d === 0) continue
      const interval = thing.countedAt === 0 ? 33_000 : Math.round(now - thing.countedAt)
      thing.counted = totals
      thing.countedAt = now
      this.add(now, (isForced) => this.#count(thing, [a, b, c, d], interval, now, isForced))
    }
  }

  #count(
    thing: Thing,
    [a, b, c, d]: [number, number, number, number],
    interval: number,
    at: number,
    isForced: boolean,
  ) {
    const { intake, queues, pools, locks, pipes } = this.trackers
    const { key, kind } = thing
    const { proc } = this
    if (kind === "queue") {
      if (!queues.has(key)) return isForced
      queues.counted({ at, proc, queue: key }, a, b, c, interval)
    } else if (kind === "pool") {
      if (!pools.has(key)) return isForced
      pools.counted({ at, proc, pool: key }, { submitted: a, finished: b, failed: c, interval })
    } else if (kind === "lock") {
      if (!locks.has(key)) return isForced
      const waited = Math.round(c / 1000)
      intake.take({ type: "lock.sampled", at, lock: key, proc, acquires: a, waited, interval })
    } else if (kind === "pipe") {
      if (!pipes.has(key)) return isForced
      const end = d > 0 ? 1 : 0
      intake.take({ type: "pipe.sampled", at, pipe: key, proc, end, sends: a, recvs: b, interval })
    }
    return true
  }

  /** Handles the end of the process: the operations that it had begun end with it. */
  died(now: number, open: Entry[]): void {
    const cut = open.filter((entry) => this.#open.has(this.#op(entry)))
    for (const entry of cut) {
      if (entry.kind === KIND.run) this.#end({ ...entry, ended: now * 1000, outcome: LOST }, this.#op(entry))
    }
    if (cut.length === 0) return
    this.add(now, () => {
      this.trackers.intake.take({ type: "process.exited", at: now, proc: this.proc, exitCode: null })
      return true
    })
  }
}
