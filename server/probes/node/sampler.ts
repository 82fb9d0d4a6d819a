import { closeSync, openSync, readSync } from "node:fs"
import type { NodeWorker, Runtime, Session } from "node:inspector"
import { probedSymbol } from "@forkscope/multiprocessing/observe/observer.ts"
import { Gate, type SamplerData } from "./arrows.ts"
import { connect, emit, guarded, type ProbeContext } from "./emitter.ts"
import { type Frame, ownSite, sitesOf } from "./site.ts"
import { ownTid } from "./threads.ts"

/** ms between two looks. */
const INTERVAL = 50
/** How long the inspector stays attached when another thread than the main one does not answer, ms. */
const PATIENCE = 20
/** µs on a CPU since the last look, below which a thread stands where it stood. A look itself takes some. */
const MOVED = 400
/** A thread that moved less than that is looked at so seldom, ms. */
const SELDOM = 1000
const MOVED_A_LITTLE = 40
/** So often threads are looked for after their count changed: one that begins may not be listed yet. */
const LOOKS = 5
/** A thread whose number is not known, as it has not answered yet, is asked so often, ms. */
const UNKNOWN = 200

/** What `sample` in the observed thread answers. */
export interface Sample {
  at: number
  tid: number
  frames: Frame[]
}

/** One thread under observation. */
interface Target {
  /** 0 while it is not known. */
  tid: number
  /** µs on a CPU when it was looked at. */
  cpu: number
  lookedAt: number
  /** What was told last. */
  place: string
  /** Of the thread's schedstat; kept open, as reading is cheaper by far than opening. */
  descriptor: number
}

const expression = `globalThis[Symbol.for(${JSON.stringify(probedSymbol.description)})]?.sample()`
const evaluate = { expression, silent: true, returnByValue: true }
const question = JSON.stringify({ id: 1, method: "Runtime.evaluate", params: evaluate })

/**
 * Asks each thread 20 times a second where it stands: the inspector lets a piece of code run on top of whatever the
 * thread runs, a tight loop too, and that code looks at the stack below it. Nothing is ever paused, no debugger is
 * enabled, no port is opened; when this thread dies, nothing is left behind. A thread that used no CPU is left alone.
 *
 * The inspector is attached for the moment of a look only: while it is, `console.log` costs half as much again.
 */
export function runSampler({ context, delay, gate, helpers }: SamplerData["forkscopeSampler"]): void {
  if (delay > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, delay)
  const inspector = process.getBuiltinModule("node:inspector")
  introduce(context, helpers)
  const main = newTarget(process.pid)
  const workers = new Map<string, Target>()
  /** For how many threads it was looked, and how often. A thread that was terminated did not count itself out. */
  let known = { count: 0, looks: LOOKS }
  setInterval(() => {
    guarded(() => {
      const isMainDue = isDue(main)
      const count = Atomics.load(gate, 1)
      if (count !== known.count) known = { count, looks: 0 }
      const areWorkersDue = known.looks < LOOKS || [...workers.values()].some(isDue)
      if (!isMainDue && !areWorkersDue) return
      if (Atomics.compareExchange(gate, 0, Gate.free, Gate.attached) !== Gate.free) return
      if (areWorkersDue) known.looks++
      const session = new inspector.Session()
      new Look(context, session, main, workers, () => {
        if (Atomics.compareExchange(gate, 0, Gate.attached, Gate.free) !== Gate.awaited) return
        Atomics.store(gate, 0, Gate.shut)
        Atomics.notify(gate, 0)
      }).begin(areWorkersDue)
    })
  }, INTERVAL)
}

function introduce(context: ProbeContext, helpers: number[]): void {
  const proc = context.key
  const tid = ownTid() ?? process.pid
  connect({ key: proc, name: "sampler", role: "child", thread: tid }, context.socket)
  emit("thread.started", { proc, tid: process.pid, name: "main", role: "main" })
  emit("thread.started", { proc, tid, name: "Forkscope sampler", role: "helper" })
  for (const helper of helpers) emit("thread.started", { proc, tid: helper, name: "node", role: "helper" })
}

/** One look at all threads that moved, from attaching to letting go. */
class Look {
  readonly #context: ProbeContext
  readonly #session: Session
  readonly #main: Target
  readonly #workers: Map<string, Target>
  readonly #onEnd: () => void
  /** Inspector's session to thread. */
  readonly #asked = new Map<string, Target>()
  readonly #listed = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #isOver = false

  constructor(context: ProbeContext, session: Session, main: Target, workers: Map<string, Target>, onEnd: () => void) {
    this.#context = context
    this.#session = session
    this.#main = main
    this.#workers = workers
    this.#onEnd = onEnd
  }

  /** The main thread answers also for the others; while it is in a call that nothing interrupts, all wait. */
  begin(withWorkers: boolean): void {
    const session = this.#session
    session.connectToMainThread()
    this.#main.lookedAt = performance.now()
    if (withWorkers) {
      session.on("NodeWorker.attachedToWorker", ({ params }) => guarded(() => this.#attached(params)))
      session.on("NodeWorker.receivedMessageFromWorker", ({ params }) => guarded(() => this.#heard(params)))
      session.post("NodeWorker.enable", { waitForDebuggerOnStart: false })
    }
    session.post("Runtime.evaluate", evaluate, (error, answer?: Runtime.EvaluateReturnType) => {
      guarded(() => this.#answered(this.#main, error ? undefined : answer?.result.value))
      // Threads are listed by themselves, which may come after this answer.
      if (withWorkers) this.#timer = setTimeout(() => this.#end(true), PATIENCE)
      else this.#end(false)
    })
  }

  #attached({ sessionId, workerInfo }: NodeWorker.AttachedToWorkerEventDataType): void {
    if (this.#isOver) return
    if (workerInfo.url === `file://${encodeURI(this.#context.file)}`) return
    this.#listed.add(workerInfo.workerId)
    const target = this.#workers.get(workerInfo.workerId) ?? newTarget(0)
    this.#workers.set(workerInfo.workerId, target)
    if (!isDue(target)) return
    target.lookedAt = performance.now()
    // In a call that nothing interrupts it may never answer: it is asked again when it moves.
    target.cpu = cpuOf(target)
    this.#asked.set(sessionId, target)
    this.#session.post("NodeWorker.sendMessageToWorker", { sessionId, message: question })
  }

  #heard({ sessionId, message }: NodeWorker.ReceivedMessageFromWorkerEventDataType): void {
    const target = this.#asked.get(sessionId)
    if (!target || this.#isOver) return
    this.#asked.delete(sessionId)
    this.#answered(target, JSON.parse(message).result?.result?.value)
    const isComplete = this.#asked.size === 0 && this.#listed.size >= this.#workers.size
    if (isComplete && this.#timer) this.#end(true)
  }

  #answered(target: Target, text: unknown): void {
    if (typeof text !== "string") return
    const { at, tid, frames } = JSON.parse(text) as Sample
    target.tid = tid
    target.cpu = cpuOf(target)
    const stack = sitesOf(frames, this.#context.file)
    const own = ownSite(stack)
    if (!own) return
    const place = `${own.file}:${own.line}:${own.function}`
    if (place === target.place) return
    target.place = place
    emit("frame.sampled", { at, proc: this.#context.key, tid, ...own, stack })
  }

  #end(withWorkers: boolean): void {
    clearTimeout(this.#timer)
    this.#isOver = true
    this.#session.disconnect()
    for (const [id, { descriptor }] of withWorkers ? this.#workers : []) {
      if (this.#listed.has(id)) continue
      if (descriptor >= 0) closeSync(descriptor)
      this.#workers.delete(id)
    }
    this.#onEnd()
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

/** µs that the thread was on a CPU; while its number is not known, or once it has ended, as good as none. */
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
