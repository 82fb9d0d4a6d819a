import { monotonicMicros } from "../clock.ts"
import type { KeyedFactOf } from "../keyedFact.ts"
import { FrameProcess, type Sampled, type Tally } from "./frameProcess.ts"
import { ProcessMemory } from "./memory.ts"

/** Share of one core. */
const BUDGET = 0.03
/** µs of CPU time: most that can be saved up, and most that can be overspent. */
const MOST_SAVED = 30_000

interface FrameSamplerOptions {
  /** The living processes of the run. */
  processes(): Iterable<Sampled>
  emit(fact: KeyedFactOf<"frame.sampled">): void
  /** Absolute paths of folders whose code is not the program's own: the probe's. */
  libraries?: readonly string[]
}

/**
 * Reports on which line of its own code each thread of each Python process is (`frame.sampled`), whenever that changes.
 * It reads the processes' memory, and neither stops nor changes them. A thread that has not run since its last reading
 * is not read again. It uses 3 % of a core at most: with many processes, each is read less often.
 */
export class FrameSampler {
  /** How many stacks were read, and how many of them were dropped because the program changed them meanwhile. */
  readonly tally: Tally = { samples: 0, torn: 0 }
  readonly #options: FrameSamplerOptions
  readonly #memories = {
    memory: new ProcessMemory(),
    codeMemory: new ProcessMemory(),
  }
  readonly #watched = new Map<string, FrameProcess>()
  /** Processes that the last tick did not reach. */
  #waiting: string[] = []
  #saved = MOST_SAVED
  #lastTick = monotonicMicros()

  constructor(options: FrameSamplerOptions) {
    this.#options = options
  }

  /** Reads every process once, first those that the last tick did not reach; at least one. */
  tick(): void {
    const at = monotonicMicros()
    this.#saved = Math.min(MOST_SAVED, this.#saved + BUDGET * (at - this.#lastTick))
    this.#lastTick = at
    const turn = this.#turn()
    let done = 0
    let spent = process.cpuUsage()
    for (const key of turn) {
      done++
      const one = this.#watched.get(key)
      // Measuring our CPU time costs more than checking a resting process.
      if (!one || one.isResting()) continue
      one.sample(this.#options.emit, this.tally)
      const usage = process.cpuUsage()
      const used = usage.user + usage.system - spent.user - spent.system
      spent = usage
      this.#saved = Math.max(-MOST_SAVED, this.#saved - used)
      if (this.#saved <= 0) break
    }
    this.#waiting = turn.slice(done)
  }

  close(): void {
    for (const one of this.#watched.values()) one.close()
    this.#watched.clear()
  }

  /** All living processes, in the order in which they are due. */
  #turn(): string[] {
    const living = new Set<string>()
    for (const one of this.#options.processes()) {
      const key = one.key.toString()
      living.add(key)
      if (!this.#watched.has(key))
        this.#watched.set(key, new FrameProcess(one, this.#memories, this.#options.libraries ?? []))
    }
    for (const [key, one] of this.#watched)
      if (!living.has(key)) {
        one.close()
        this.#watched.delete(key)
      }
    const first = this.#waiting.filter((key) => living.delete(key))
    return [...first, ...living]
  }
}
