import { closeSync } from "node:fs"
import type { ErrorDescription } from "../errors.ts"
import { newIdentity } from "../self/identity.ts"
import type { FunctionEntry } from "./functions.ts"
import { InFlight } from "./inFlight.ts"
import { MOST_IN_FLIGHT } from "./prefetch.ts"
import { type Exit, startWorkerProcess, type WorkerProcess } from "./spawn.ts"
import type { Task } from "./task.ts"
import { ByteReader, ByteWriter } from "./wire/bytes.ts"
import { createJournal, readJournal } from "./wire/journal.ts"
import {
  beginTasks,
  FUNCTION,
  READY,
  REFUSED,
  RESULTS,
  type Result,
  readRecords,
  readResults,
  START_FAILED,
  STOP,
  writeTask,
} from "./wire/messages.ts"
import { LENGTH, sendByte, sendNow } from "./wire/sendNow.ts"
import type { WorkerBoot } from "./worker.ts"

/** Events of a worker, for its worker set. */
export interface WorkerEvents {
  ready(worker: PoolWorker): void
  result(worker: PoolWorker, task: Task, result: Result): void
  /** Tasks that it has not begun and never will. */
  returned(tasks: Task[]): void
  /** All results of a batch were passed on. */
  settled(worker: PoolWorker): void
  /** The process ended; `lost` are the tasks that it had begun, or that too many workers died with. */
  gone(worker: PoolWorker, exit: Exit, lost: Task[]): void
}

export interface WorkerSetup {
  readonly slot: number
  /** Key of the pool. */
  readonly pool: string
  readonly maxTasks: number
  readonly initializer: WorkerBoot["initializer"]
}

/**
 * A task that this many workers died with before they began it is lost: to load its function may be what ends them. One
 * worker that was killed at that moment says nothing about the task, which another worker gets then.
 */
export const MOST_DEATHS = 3

const writer = new ByteWriter()

/** The parent's side of one worker process. */
export class PoolWorker {
  readonly slot: number
  readonly key: string
  readonly name: string
  readonly pid: number
  readonly inFlight = new InFlight()
  state: "starting" | "ready" | "stopping" | "gone" = "starting"
  /** Whether it has ever been ready to take tasks. */
  hasStarted = false
  wasStopped = false
  /** It did not begin a task in time: it refuses all that it is sent until it is idle and gets a sure one. */
  isRefusing = false
  /** Why it could not start, if it reported a reason. */
  startError: ErrorDescription | undefined
  #left: number
  readonly #events: WorkerEvents
  readonly #journal: number | undefined
  readonly #process: WorkerProcess
  readonly #known = new Set<number>()
  /** Functions of the tasks given since it was last idle. */
  readonly #given = new Set<FunctionEntry>()

  /** Starts the process; throws the kernel's error when it cannot. */
  constructor(setup: WorkerSetup, events: WorkerEvents) {
    const { slot, pool, maxTasks, initializer } = setup
    const identity = newIdentity("worker", "PoolWorker", { daemon: true })
    this.slot = slot
    this.key = identity.key
    this.name = identity.name
    this.#left = maxTasks
    this.#events = events
    this.#journal = createJournal(this.key)
    try {
      this.#process = startWorkerProcess(identity, { pool, slot, initializer }, this.#journal, {
        frame: (frame) => this.#read(frame),
        gone: (exit) => this.#gone(exit),
      })
    } catch (error) {
      if (this.#journal !== undefined) closeSync(this.#journal)
      throw error
    }
    this.pid = this.#process.pid
  }

  /** Without a journal, nothing would show which of several tasks was begun by a worker that died. */
  get mostInFlight(): number {
    return this.#journal === undefined ? 1 : MOST_IN_FLIGHT
  }

  get isReady(): boolean {
    return this.state === "ready"
  }

  get isIdle(): boolean {
    return this.state === "ready" && this.inFlight.size === 0
  }

  /** How many tasks it may have at a time: as many as the longest of its functions allows. */
  get window(): number {
    let window = this.mostInFlight
    for (const { prefetch } of this.#given) window = Math.min(window, prefetch.window)
    return window
  }

  /** How many more tasks it takes now; limited too by the number after which it is replaced. */
  get room(): number {
    return Math.min(this.#left, MOST_IN_FLIGHT - this.inFlight.size)
  }

  get isUsedUp(): boolean {
    return this.#left === 0 && this.inFlight.size === 0
  }

  /** Sends tasks in one frame. They must begin by the deadline, except the first one when `isFirstSure`. */
  give(tasks: readonly Task[], deadline: number, isFirstSure: boolean): void {
    if (isFirstSure) {
      this.#given.clear()
      this.isRefusing = false
    }
    for (const { fn } of tasks) {
      if (this.#known.has(fn.id)) continue
      this.#known.add(fn.id)
      writer.length = LENGTH
      writer.u8(FUNCTION)
      writer.u32(fn.id)
      writer.raw(fn.description)
      sendNow(this.#process.link, writer.view())
    }
    beginTasks(writer, this.inFlight.lastNumber + 1, deadline, isFirstSure)
    for (const [index, task] of tasks.entries()) {
      writeTask(writer, task)
      task.deadline = isFirstSure && index === 0 ? Number.POSITIVE_INFINITY : deadline
      this.inFlight.add(task)
      this.#given.add(task.fn)
    }
    this.#left -= tasks.length
    sendNow(this.#process.link, writer.view())
  }

  /** Takes out the tasks whose lease expired before they were begun: the worker will not begin them any more. */
  takeExpired(now: number): Task[] {
    const lastBegun = this.#catchUp()
    const expired = this.inFlight.takeAbove(lastBegun, (task) => task.deadline <= now)
    this.#gotBack(expired)
    return expired
  }

  /** Lets the worker end by itself after the tasks that it has. */
  stop(): void {
    if (this.state === "stopping" || this.state === "gone") return
    this.state = "stopping"
    this.wasStopped = true
    sendByte(this.#process.link, STOP)
  }

  kill(signal: "SIGTERM" | "SIGKILL"): void {
    this.#process.kill(signal)
  }

  #read(frame: Buffer): void {
    switch (frame[0]) {
      case READY:
        this.hasStarted = true
        if (this.state === "starting") this.state = "ready"
        this.#events.ready(this)
        return
      case RESULTS:
        this.#take((each) => readResults(frame, each))
        this.#events.settled(this)
        return
      case START_FAILED:
        this.startError = JSON.parse(frame.toString("utf8", 1))
    }
  }

  #take(read: (each: (result: Result) => void) => void): void {
    const refused: Task[] = []
    read((result) => {
      const task = this.inFlight.take(result.number)
      if (task === undefined) return
      if (result.outcome === REFUSED) refused.push(task)
      else this.#events.result(this, task, result)
    })
    this.#gotBack(refused)
    if (refused.length > 0) this.#events.returned(refused)
  }

  #gotBack(tasks: readonly Task[]): void {
    this.#left += tasks.length
    if (tasks.length > 0) this.isRefusing = true
  }

  /** Reads from the journal what has not arrived over the socket. */
  #catchUp(): number {
    if (this.#journal === undefined) return this.inFlight.first?.number ?? 0
    const { lastBegun, records } = readJournal(this.#journal)
    this.#take((each) => {
      for (const part of records) readRecords(new ByteReader(part), each)
    })
    return lastBegun
  }

  #gone(exit: Exit): void {
    const lastBegun = this.#catchUp()
    this.state = "gone"
    if (this.#journal !== undefined) closeSync(this.#journal)
    const unbegun = this.inFlight.takeAbove(lastBegun)
    const lost = this.inFlight.takeAbove(0)
    const [next] = unbegun
    if (next && lost.length === 0 && ++next.deaths === MOST_DEATHS) lost.push(...unbegun.splice(0, 1))
    if (unbegun.length > 0) this.#events.returned(unbegun)
    this.#events.gone(this, exit, lost)
  }
}
