import { closeSync, openSync, readSync } from "node:fs"
import type { NodeWorker, Runtime, Session } from "node:inspector"
import { probedSymbol } from "@forkscope/multiprocessing/observe/observer.ts"
import type { SamplerData } from "./arrows.ts"
import { connect, emit, guarded, type ProbeContext } from "./emitter.ts"
import { GateKeeper } from "./gate.ts"
import { type Frame, ownSite, sitesOf } from "./site.ts"
import { ownTid } from "./threads.ts"

/** ms between two samples. */
const INTERVAL = 50
/** ms that the inspector stays attached when a thread other than the main one does not answer. */
const PATIENCE = 20
/** CPU time since the last sample, in µs, up to which a thread counts as not moved. Sampling itself uses some. */
const MOVED = 400
/** A thread that moved less than MOVED, but more than MOVED_A_LITTLE, is sampled again after this many ms. */
const SELDOM = 1000
const MOVED_A_LITTLE = 40
/** How often threads are looked for after their count changed: a thread that begins may not be listed yet. */
const LOOKS = 5
/** ms between questions to a thread whose number is unknown because it has not answered yet. */
const UNKNOWN = 200

/** The answer of `sample` in the observed thread. */
export interface Sample {
  at: number
  tid: number
  frames: Frame[]
}

/** The observed threads of the process; workers by the inspector's id. */
interface Threads {
  readonly context: ProbeContext
  readonly main: Target
  readonly workers: Map<string, Target>
}

/** One thread under observation. */
interface Target {
  /** 0 while it is unknown. */
  tid: number
  /** CPU time at the last sample, µs. */
  cpu: number
  lookedAt: number
  /** The place that was reported last. */
  place: string
  /** Descriptor of the thread's schedstat; kept open, because reading is far cheaper than opening. */
  descriptor: number
}

const expression = `globalThis[Symbol.for(${JSON.stringify(probedSymbol.description)})]?.sample()`
const evaluate = { expression, silent: true, returnByValue: true }
const question = JSON.stringify({ id: 1, method: "Runtime.evaluate", params: evaluate })

/**
 * Asks each thread 20 times a second for its line: the inspector runs a piece of code on top of whatever the thread
 * runs, a tight loop too, and that code reads the stack below it. Nothing is ever paused, no debugger is enabled, no
 * port is opened; when this thread dies, nothing is left behind. A thread that used no CPU is not asked.
 *
 * The inspector is attached only during a sample: while it is, `console.log` takes 1.5 times as long.
 */
export function runSampler({ context, delay, gate, helpers }: SamplerData["forkscopeSampler"]): void {
  if (delay > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, delay)
  const inspector = process.getBuiltinModule("node:inspector")
  introduce(context, helpers)
  const threads: Threads = { context, main: newTarget(process.pid), workers: new Map() }
  const keeper = new GateKeeper(gate)
  /**
   * The last count of threads, and how often threads were looked for since. A terminated thread did not count itself
   * out.
   */
  let known = { count: 0, looks: LOOKS }
  setInterval(() => {
    guarded(() => {
      const isMainDue = isDue(threads.main)
      const count = keeper.running
      if (count !== known.count) known = { count, looks: 0 }
      const areWorkersDue = known.looks < LOOKS || [...threads.workers.values()].some(isDue)
      if (!isMainDue && !areWorkersDue) return
      if (!keeper.enter()) return
      const withWorkers = areWorkersDue && keeper.enterThreads()
      if (withWorkers) known.looks++
      if (withWorkers || isMainDue) new Look(threads, new inspector.Session(), keeper).begin(withWorkers)
      else keeper.leave()
    })
  }, INTERVAL)
}

function introduce(context: ProbeContext, helpers: number[]): void {
  const proc = context.key
  const tid = ownTid() ?? process.pid
  connect({ key: proc, name: "sampler", role: "child", thread: tid }, context.given.socket)
  emit("thread.started", { proc, tid: process.pid, name: "main", role: "main" })
  emit("thread.started", { proc, tid, name: "Forkscope sampler", role: "helper" })
  for (const helper of helpers) emit("thread.started", { proc, tid: helper, name: "node", role: "helper" })
}

/** One sample of all threads that moved, from attaching the inspector to detaching it. */
class Look {
  readonly #threads: Threads
  readonly #session: Session
  readonly #keeper: GateKeeper
  /** The inspector's sessions with threads; the sampler's own too. */
  readonly #sessions: string[] = []
  /** The threads that were asked, by the inspector's session. */
  readonly #asked = new Map<string, Target>()
  readonly #listed = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #isOver = false

  constructor(threads: Threads, session: Session, keeper: GateKeeper) {
    this.#threads = threads
    this.#session = session
    this.#keeper = keeper
  }

  /** The main thread answers also for the others; while it is in a call that cannot be interrupted, all wait. */
  begin(withWorkers: boolean): void {
    const session = this.#session
    session.connectToMainThread()
    this.#threads.main.lookedAt = performance.now()
    if (withWorkers) {
      session.on("NodeWorker.attachedToWorker", ({ params }) => guarded(() => this.#attached(params)))
      session.on("NodeWorker.receivedMessageFromWorker", ({ params }) => guarded(() => this.#heard(params)))
      session.post("NodeWorker.enable", { waitForDebuggerOnStart: false })
    }
    session.post("Runtime.evaluate", evaluate, (error, answer?: Runtime.EvaluateReturnType) => {
      guarded(() => this.#answered(this.#threads.main, error ? undefined : answer))
      // Threads are listed independently, possibly after this answer.
      if (withWorkers) this.#timer = setTimeout(() => this.#endThreads(), PATIENCE)
      else this.#end()
    })
  }

  #attached({ sessionId, workerInfo }: NodeWorker.AttachedToWorkerEventDataType): void {
    this.#sessions.push(sessionId)
    if (this.#isOver) return
    if (workerInfo.url === `file://${encodeURI(this.#threads.context.file)}`) return
    this.#listed.add(workerInfo.workerId)
    const target = this.#threads.workers.get(workerInfo.workerId) ?? newTarget(0)
    this.#threads.workers.set(workerInfo.workerId, target)
    if (!isDue(target)) return
    target.lookedAt = performance.now()
    // In a call that cannot be interrupted it may never answer: it is asked again when it moves.
    target.cpu = cpuOf(target)
    this.#asked.set(sessionId, target)
    this.#session.post("NodeWorker.sendMessageToWorker", { sessionId, message: question })
  }

  #heard({ sessionId, message }: NodeWorker.ReceivedMessageFromWorkerEventDataType): void {
    const target = this.#asked.get(sessionId)
    if (!target || this.#isOver) return
    this.#asked.delete(sessionId)
    this.#answered(target, JSON.parse(message).result)
    const isComplete = this.#asked.size === 0 && this.#listed.size >= this.#threads.workers.size
    if (isComplete && this.#timer) this.#endThreads()
  }

  #answered(target: Target, answer: Runtime.EvaluateReturnType | undefined): void {
    const text: unknown = answer?.result.value
    // A thread that is being terminated answers with an exception.
    if (typeof text !== "string" || answer?.exceptionDetails) return
    const { at, tid, frames } = JSON.parse(text) as Sample
    target.tid = tid
    target.cpu = cpuOf(target)
    const stack = sitesOf(frames, this.#threads.context.file)
    const own = ownSite(stack)
    if (!own) return
    const place = `${own.file}:${own.line}:${own.function}`
    if (place === target.place) return
    target.place = place
    emit("frame.sampled", { at, proc: this.#threads.context.key, tid, ...own, stack })
  }

  #endThreads(): void {
    clearTimeout(this.#timer)
    this.#isOver = true
    for (const [id, { descriptor }] of this.#threads.workers) {
      if (this.#listed.has(id)) continue
      if (descriptor >= 0) closeSync(descriptor)
      this.#threads.workers.delete(id)
    }
    // Answered when all threads that were attached are known.
    this.#session.post("NodeWorker.disable", () => {
      for (const sessionId of this.#sessions) this.#session.post("NodeWorker.detach", { sessionId })
      // Messages are handled in order. `disconnect` alone would return before the main thread has left the threads.
      this.#session.post("NodeWorker.disable", () => {
        this.#keeper.leaveThreads()
        this.#end()
      })
    })
  }

  #end(): void {
    this.#session.disconnect()
    this.#keeper.leave()
  }
}

function newTarget(tid: number): Target {
  return { tid, cpu: Number.NEGATIVE_INFINITY, lookedAt: Number.NEGATIVE_INFINITY, place: "", descriptor: -1 }
}

function isDue(target: Target): boolean {
  if (target.tid === 0) return performance.now() - target.lookedAt > UNKNOWN
  const moved = cpuOf(target) - target.cpu
  return moved > MOVED || (moved > MOVED_A_LITTLE && performance.now() - target.lookedAt > SELDOM)
}

const text = Buffer.alloc(64)

/** CPU time of the thread, µs; 0 while its number is unknown and once it has ended. */
function cpuOf(target: Target): number {
  if (target.tid === 0) return 0
  try {
    if (target.descriptor < 0) target.descriptor = openSync(`/proc/self/task/${target.tid}/schedstat`, "r")
    const length = readSync(target.descriptor, text, 0, text.length, 0)
    return Number.parseInt(text.toString("latin1", 0, length), 10) / 1000
  } catch {
    return 0
  }
}
