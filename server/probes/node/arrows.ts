import { readdirSync } from "node:fs"
import { guarded, type ProbeContext } from "./emitter.ts"
import type { Gate } from "./gate.ts"
import { OriginalWorker } from "./threads.ts"

/** ms of life after which lines are reported: a shorter life has no arrow worth drawing. */
const DELAY = 300
/** The same for a process that starts its sampler late. */
const LATE = 1000

/** The data with which the sampler's thread is started. */
export interface SamplerData {
  forkscopeSampler: {
    context: ProbeContext
    /** ms to sleep before the first sample. */
    delay: number
    gate: Gate
    /** Thread numbers of Node's own threads. */
    helpers: number[]
  }
}

/**
 * Starts the thread that asks every thread for its line.
 *
 * It is started at once and sleeps first, because in a program that computes from its first line on no timer ever
 * fires.
 *
 * @param hidden counts the probe's own threads
 * @param isLate Start it by a timer: it takes three quarters of the CPU time that Node takes to start (70 ms), which
 *   short processes should not pay.
 */
export function startArrows(context: ProbeContext, gate: Gate, hidden: Int32Array, isLate: boolean): void {
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
  if (isLate) setTimeout(start, LATE).unref()
  else start()
}
