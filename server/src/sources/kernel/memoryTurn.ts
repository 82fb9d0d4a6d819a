import { performance } from "node:perf_hooks"
import { readMemory } from "./memory.ts"
import type { WatchedProcess } from "./watched.ts"

/**
 * µs between two readings of the memory of a process that runs, and of an idle one (others may copy pages they share).
 */
const EVERY = 2_000_000
const EVERY_AT_REST = 10_000_000
/** Share of one core. */
const SHARE = 0.02
/** Unused time that can be saved up, ms. */
const SAVINGS = 5
/** Processes that are checked in a tick to find those that are due. */
const STEPS = 64

/** Reads how much memory the processes share, one process after another, using 2 % of a core at most. */
export class MemoryTurn {
  #next = 0
  #allowance = SAVINGS
  #lastAt: number | undefined

  run(processes: readonly WatchedProcess[], at: number): void {
    this.#allowance = Math.min(SAVINGS, this.#allowance + (SHARE * (at - (this.#lastAt ?? at))) / 1000)
    this.#lastAt = at
    for (let step = Math.min(STEPS, processes.length); step > 0 && this.#allowance > 0; step--) {
      if (this.#next >= processes.length) this.#next = 0
      const process = processes[this.#next++] as WatchedProcess
      if (process.exited || !process.settled) continue
      if (at - process.memoryAt < (process.movedSinceMemory ? EVERY : EVERY_AT_REST)) continue
      this.#read(process, at)
    }
  }

  #read(process: WatchedProcess, at: number): void {
    const start = performance.now()
    const split = readMemory(process.pid)
    this.#allowance -= performance.now() - start
    process.memoryAt = at
    process.movedSinceMemory = false
    if (split === undefined) return
    process.now.shared = split.shared
    process.now.private = split.private
  }
}
