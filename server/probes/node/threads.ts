import { readlinkSync } from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import { basename } from "node:path"
import workerThreads, { getEnvironmentData, setEnvironmentData, type WorkerOptions } from "node:worker_threads"
import type { Site } from "@forkscope/shared/events"
import { isThreadThere, leave, placeOf } from "./adapters/pools.ts"
import { Told } from "./adapters/told.ts"
import { serveInThread, type ThreadPlace, watchCalls } from "./adapters/workers.ts"
import { hidden as hiddenValue, replace } from "./bindings.ts"
import { atExit, connect, emit, flushNow, guarded, newKey, type ProbeContext } from "./emitter.ts"
import { countThread, type Gate, threadEnds } from "./gate.ts"
import type { Given } from "./handover.ts"
import { watchPort } from "./messages.ts"
import { withRequired } from "./nodeOptions.ts"
import { callerOf } from "./site.ts"

/** What a thread receives from the thread that starts it. */
interface ThreadBoot {
  key: string
  given: Given
  name: string
  role: "user" | "helper"
  site?: Site
  /** [number of the probe's own threads in this process]: Node numbers them too. */
  hidden: Int32Array
  /** Shared with the sampler. */
  gate: Gate
  /** [the kernel's number of the thread, once it is known]: for the thread that may terminate it. */
  tid: Int32Array
  /** Of a worker of a library's pool. */
  place?: ThreadPlace | undefined
  /** Of any other worker: the key of the channel between the two threads. */
  pipe?: string | undefined
}

const BOOT = "forkscope.probe"
/** The class before the program or the probe replaces it. */
export const OriginalWorker = workerThreads.Worker

/** The kernel's number of the calling thread; undefined where there is no /proc. */
export function ownTid(): number | undefined {
  try {
    return Number(basename(readlinkSync("/proc/thread-self")))
  } catch {
    return undefined
  }
}

/** What the starting thread passed to this one; undefined when it is not observed. */
export function takeBoot(): ThreadBoot | undefined {
  const boot = getEnvironmentData(BOOT) as ThreadBoot | undefined
  setEnvironmentData(BOOT, undefined)
  return boot
}

/** Makes every thread that this one starts load the probe. */
export function watchThreads(context: ProbeContext, hidden: Int32Array, gate: Gate): void {
  // A function, because V8 takes the names in stacks from the constructor, and a proxy has none.
  function Worker(this: unknown, file: string | URL, options?: WorkerOptions): workerThreads.Worker {
    const before = hidden[0] ?? 0
    const tid = new Int32Array(new SharedArrayBuffer(4))
    const prepared = guarded(() => prepare(context, { hidden, gate, tid }, file, options ?? {}))
    const called: unknown = new.target
    // Without `new` the class throws an error of its own.
    if (called === undefined) return Reflect.apply(OriginalWorker, this, [file, options])
    const made = called === Hooked ? OriginalWorker : (called as typeof OriginalWorker)
    const { place, pipe } = prepared ?? {}
    let worker: workerThreads.Worker | undefined
    try {
      worker = Reflect.construct(OriginalWorker, [file, prepared?.options ?? options], made) as workerThreads.Worker
    } finally {
      setEnvironmentData(BOOT, undefined)
      if (place && !worker) guarded(() => leave(place, { proc: context.key }, "exited"))
    }
    guarded(() => watchTermination(context, worker, { gate, tid, place }))
    const port = hiddenValue(worker, "kPublicPort") as object | undefined
    if (port && place) guarded(() => watchCalls(context, port, place))
    if (port && pipe) {
      guarded(() => watchPort(context, port, pipe, 0))
      guarded(() => watchExit(worker, () => closePipe(context, pipe)))
    }
    if (before > 0) guarded(() => renumber(worker, before))
    return worker
  }
  const Hooked = Object.setPrototypeOf(Worker, Object.getPrototypeOf(OriginalWorker)) as typeof OriginalWorker
  Object.defineProperty(Hooked, "length", { value: OriginalWorker.length, configurable: true })
  Object.defineProperty(Hooked, "name", { value: "Worker", configurable: true })
  Object.defineProperty(Hooked, "prototype", { value: OriginalWorker.prototype, writable: false, enumerable: false })
  replace(OriginalWorker.prototype as { constructor: unknown }, "constructor", () => Hooked)
  workerThreads.Worker = Hooked
  syncBuiltinESMExports()
}

/** A terminated thread runs no code of its own any more, so the thread that terminates it announces its end. */
function watchTermination(
  { key: proc }: ProbeContext,
  worker: workerThreads.Worker,
  { gate, tid, place }: Pick<ThreadBoot, "gate" | "tid" | "place">,
): void {
  const handle = hiddenValue(worker, "kHandle") as { stopThread(): void } | undefined
  if (typeof handle?.stopThread !== "function") return
  replace(handle, "stopThread", (original) => () => {
    const thread = tid[0] || undefined
    guarded(() => threadEnds(gate, thread))
    if (place) guarded(() => leave(place, { proc, thread }, "terminated"))
    return original.call(handle)
  })
}

/** Calls back when a thread has ended and the messages that it left were received. */
function watchExit(worker: workerThreads.Worker, onExit: () => void): void {
  const handle = hiddenValue(worker, "kHandle") as { onexit?: unknown } | undefined
  const listener = handle?.onexit
  if (!handle || typeof listener !== "function") return
  // Node reads it once, to call it: a getter puts no frame of ours below the program's listeners.
  Object.defineProperty(handle, "onexit", {
    configurable: true,
    enumerable: true,
    get() {
      queueMicrotask(() => guarded(onExit))
      return listener
    },
    set(value) {
      Object.defineProperty(handle, "onexit", { configurable: true, enumerable: true, writable: true, value })
    },
  })
}

function closePipe({ key: proc }: ProbeContext, pipe: string): void {
  for (const end of [0, 1]) emit("pipe.end.closed", { pipe, proc, end })
}

/** Shows the program the number that the thread would have without the probe's own threads. */
function renumber(worker: workerThreads.Worker, hidden: number): void {
  let owner: object | null = worker
  while (owner && !Object.hasOwn(owner, "threadId")) owner = Object.getPrototypeOf(owner)
  const known = owner && Object.getOwnPropertyDescriptor(owner, "threadId")
  if (!known?.get) {
    Object.assign(worker, { threadId: worker.threadId - hidden })
    return
  }
  // After a thread's end its number is -1.
  const get = () => Math.max(-1, known.get?.call(worker) - hidden)
  Object.defineProperty(worker, "threadId", { configurable: true, enumerable: false, get })
}

function prepare(
  context: ProbeContext,
  shared: Pick<ThreadBoot, "hidden" | "gate" | "tid">,
  file: string | URL,
  options: WorkerOptions,
): { options: WorkerOptions; place: ThreadPlace | undefined; pipe: string | undefined } {
  const path = String(file)
  const isLibrarys = /\/multiprocessing\/spawner\.cjs$/.test(path)
  const given = options.name || (options.eval ? "eval" : basename(path.startsWith("data:") ? "data" : path))
  const { site, files: callers } = callerOf(context.file)
  const script = options.eval ? "eval" : path
  const found = placeOf({ proc: context.key, callers, file: script, site, worker: "thread" }, () =>
    isThreadThere(shared.tid),
  )
  const place = found && { ...found, told: new Told().table }
  const name = place ? `${place.library} ${place.slot}` : given.slice(0, 200)
  const pipe = place || isLibrarys ? undefined : newKey()
  if (pipe)
    emit("pipe.created", { pipe, proc: context.key, name: `messages of ${name}`.slice(0, 200), duplex: true, site })
  const boot: ThreadBoot = {
    key: context.key,
    given: context.given,
    name,
    role: isLibrarys ? "helper" : "user",
    ...(site ? { site } : {}),
    ...shared,
    place,
    pipe,
  }
  setEnvironmentData(BOOT, boot as never)
  return { options: withProbe(options, context.file), place, pipe }
}

/** A thread inherits the preloaded files by itself, unless it is given options or an environment of its own. */
function withProbe(options: WorkerOptions, file: string): WorkerOptions {
  if (Array.isArray(options.execArgv)) return { ...options, execArgv: ["--require", file, ...options.execArgv] }
  if (typeof options.env !== "object" || options.env === null) return options
  return { ...options, env: { ...options.env, NODE_OPTIONS: withRequired(options.env.NODE_OPTIONS, file) } }
}

/** Starts the probe in a thread: with a connection of its own, because the main thread may be busy for long. */
export function introduceThread(context: ProbeContext, boot: ThreadBoot): void {
  const { name, role, site, hidden, gate } = boot
  const { tid } = context
  const { execArgv } = process
  if (execArgv[0] === "--require" && execArgv[1] === context.file) execArgv.splice(0, 2)
  if ((hidden[0] ?? 0) > 0) Object.assign(workerThreads, { threadId: workerThreads.threadId - (hidden[0] ?? 0) })
  if (tid === undefined) return
  const proc = context.key
  Atomics.store(boot.tid, 0, tid)
  countThread(gate, 1)
  atExit(() => {
    countThread(gate, -1)
    emit("thread.exited", { proc, tid })
    flushNow()
    threadEnds(gate, tid)
  })
  connect({ key: proc, name, role: "child", thread: tid }, context.given.socket)
  emit("thread.started", { proc, tid, name, role, site })
  const { place, pipe } = boot
  if (place) guarded(() => serveInThread(context, tid, place))
  const { parentPort } = workerThreads
  if (pipe && parentPort) guarded(() => watchPort(context, parentPort, pipe, 1))
  flushNow()
}
