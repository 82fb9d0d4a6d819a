/**
 * The probe for Node. Loaded before an unmodified program by `NODE_OPTIONS=--require`, in its processes and threads: it
 * reports what they do with `child_process`, `cluster` and `worker_threads`, and at which line each thread is. Without
 * a server that listens it does nothing. Bundled to one CommonJS file, which is also what the sampler's thread runs.
 */
import { createRequire } from "node:module"
import { basename } from "node:path"
import { fileURLToPath } from "node:url"
import { isMainThread, workerData } from "node:worker_threads"
import {
  monotonicMicros,
  type ObservedIdentity,
  type Probed,
  probedSymbol,
  randomKey,
} from "@forkscope/multiprocessing/observe/observer.ts"
import { packageOf } from "./adapters/libraries.ts"
import { serveInProcess } from "./adapters/workers.ts"
import { type SamplerData, startArrows } from "./arrows.ts"
import { type Channel, hidden as hiddenValue } from "./bindings.ts"
import { isLibraryChild, watchChildren } from "./children.ts"
import { connect, guarded, type ProbeContext } from "./emitter.ts"
import { makeGate, watchEnd } from "./gate.ts"
import { takeHandover } from "./handover.ts"
import { watchChannel } from "./ipc.ts"
import { runSampler, type Sample } from "./sampler.ts"
import { currentFrames } from "./site.ts"
import { introduceThread, ownTid, takeBoot, watchThreads } from "./threads.ts"

const file = fileURLToPath(import.meta.url)

function inMainThread(): void {
  const taken = takeHandover(file)
  if (!taken) return
  const { given, handover } = taken
  const context: ProbeContext = { file, given, key: handover?.key ?? randomKey(), tid: ownTid() }
  const hidden = new Int32Array(new SharedArrayBuffer(4))
  const gate = makeGate()
  let isKnown = false
  const begin = (identity: ObservedIdentity) => {
    if (isKnown) return
    isKnown = true
    context.key = identity.key
    connect(identity, given.socket)
    guarded(() => watchChildren(context))
    guarded(() => watchThreads(context, hidden, gate))
    const channel = hiddenValue(process, "kChannelHandle") as Channel | undefined
    const { pipe, parent, place } = handover ?? {}
    if (channel && parent !== undefined && place) guarded(() => serveInProcess(context, channel, parent, place))
    if (channel && pipe !== undefined) guarded(() => watchChannel(context, channel, pipe, 1))
    // A package's script, as a test runner's worker, returns to its event loop.
    const isLate = handover?.isOneOfMany || packageOf(process.argv[1] ?? "") !== undefined
    guarded(() => startArrows(context, gate, hidden, isLate))
    guarded(() => watchEnd(gate))
  }
  show(context, begin)
  // A child of the library gets its identity from its parent in a moment.
  if (isLibraryChild(process.argv)) return
  const { name = basename(process.argv[1] ?? "node").slice(0, 200), role = "main", parent } = handover ?? {}
  begin({ key: context.key, name, role, parent })
}

function inWorkerThread(): void {
  takeHandover(file)
  const boot = takeBoot()
  if (!boot) return
  const context: ProbeContext = { file, given: boot.given, key: boot.key, tid: ownTid() }
  introduceThread(context, boot)
  show(context, () => {})
  guarded(() => watchChildren(context))
  guarded(() => watchThreads(context, boot.hidden, boot.gate))
}

/** Makes the probe of this thread available to the runtime library and the sampler. */
function show(context: ProbeContext, adopt: Probed["adopt"]): void {
  const sample = (): string => {
    const answer: Sample = { at: monotonicMicros(), tid: context.tid ?? 0, frames: currentFrames() }
    return JSON.stringify(answer)
  }
  const probed: Probed & { sample(): string } = {
    get key() {
      return context.key
    },
    socket: context.given.socket,
    adopt,
    sample,
  }
  Object.defineProperty(globalThis, probedSymbol, { value: probed })
}

/** Leaves the modules that the program sees as loaded as they were; `--require` has put this one among them. */
function hideModule(): void {
  const { cache } = createRequire(file)
  const own = cache[file]
  delete cache[file]
  // The module that loads what `--require` names.
  const siblings = own?.parent?.children
  if (siblings && own) siblings.splice(siblings.indexOf(own), 1)
}

const samplerData = (workerData as Partial<SamplerData> | null)?.forkscopeSampler
guarded(() => {
  hideModule()
  if (isMainThread) inMainThread()
  else if (samplerData) runSampler(samplerData)
  else inWorkerThread()
})
