import { readdirSync } from "node:fs"
import { replace } from "./bindings.ts"
import { atExit, guarded, type ProbeContext } from "./emitter.ts"
import { OriginalWorker } from "./threads.ts"

/** ms of life after which lines are reported: a shorter life has no arrow worth drawing. */
const DELAY = 300
/** ms that the program's end waits for the sampler to detach the inspector. */
const LAST_WAIT = 200

/** The data with which the sampler's thread is started. */
export interface SamplerData {
  forkscopeSampler: {
    context: ProbeContext
    /** ms to sleep before the first sample. */
    delay: number
    /** [one of `Gate`, number of the program's own threads that may run]. */
    gate: Int32Array
    /** Thread numbers of Node's own threads. */
    helpers: number[]
  }
}

/** Keeps the end of the program and an attached inspector apart. */
export const Gate = { free: 0, attached: 1, awaited: 2, shut: 3 } as const

/**
 * Starts the thread that asks every thread for its line.
 *
 * It is started at once and sleeps first, because in a program that computes from its first line on no timer ever
 * fires. One of many children starts it by a timer, so that short ones do not pay.
 *
 * @param gate two numbers, shared, see `SamplerData`
 * @param hidden counts the probe's own threads
 */
export function startArrows(context: ProbeContext, gate: Int32Array, hidden: Int32Array, isLate: boolean): void {
  if (!process.features.inspector || context.tid === undefined || !process.getBuiltinModule) return
  const helpers = readdirSync("/proc/self/task")
    .map(Number)
    .filter((tid) => tid !== process.pid)
  const start = () =>
    guarded(() => {
      const workerData: SamplerData = {
        forkscopeSampler: { context: { ...context }, delay: isLate ? 0 : DELAY, gate, helpers },
      }
      Atomics.add(hidden, 0, 1)
      new OriginalWorker(context.file, { workerData, env: {}, execArgv: [] }).unref()
    })
  if (isLate) setTimeout(start, DELAY).unref()
  else start()
}

/**
 * Makes the end of the program wait until no inspector is attached: otherwise Node would print that it waits for the
 * debugger, and wait.
 *
 * A program that ends by itself emits the exit event first; it may have removed our listener, so the calls that end it
 * are hooked too.
 */
export function watchEnd(gate: Int32Array): void {
  const shut = () => {
    if (Atomics.compareExchange(gate, 0, Gate.free, Gate.shut) !== Gate.attached) return
    // Detaching happens partly in this thread, while it waits here.
    if (Atomics.compareExchange(gate, 0, Gate.attached, Gate.awaited) === Gate.attached) {
      Atomics.wait(gate, 0, Gate.awaited, LAST_WAIT)
    }
  }
  atExit(shut)
  const owner = process as unknown as { _kill(pid: number, signal: number): number; reallyExit(code: number): never }
  replace(owner, "reallyExit", (original) => (code) => {
    guarded(shut)
    return original.call(process, code)
  })
  replace(owner, "_kill", (original) => (pid, signal) => {
    const isOwn = pid === process.pid || pid <= 0
    if (isOwn) guarded(shut)
    const error = original.call(process, pid, signal)
    if (isOwn) Atomics.compareExchange(gate, 0, Gate.shut, Gate.free)
    return error
  })
}
