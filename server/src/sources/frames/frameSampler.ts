import { monotonicMicros } from "../clock.ts"
import { sharedDescriptors } from "../kernel/descriptors.ts"
import type { KeyedFactOf } from "../keyedFact.ts"
import { FrameProcess, type Sampled, type Tally } from "./frameProcess.ts"
import { ProcessMemory } from "./memory.ts"

/** Of one core. */
const BUDGET = 0.03
/** µs of CPU time that may be saved up, and owed. */
const MOST_SAVED = 30_000

interface FrameSamplerOptions {
  /** The processes of the run that live now. */
  processes(): Iterable<Sampled>
  emit(fact: KeyedFactOf<"frame.sampled">): void
  /** Folders, absolute, whose code is not the program's own: the probe's. */
  libraries?: readonly string[]
}

/**
 * Tells on which line of its own code each thread of each Python process stands (`frame.sampled`), whenever that
 * changes, from what lies in the processes' memory. Those are neither stopped nor changed. A thread that has not run since
 * is where it was. It takes no more than 3 % of a core: with many processes each is looked at less often.
 */
export class FrameSampler {
  /** How many stacks were read, and how many of them dropped because the program went on meanwhile. */
  readonly tally: Tally = { samples: 0, torn: 0 }
  readonly #options: FrameSamplerOptions
  readonly #memories = {
    memory: new ProcessMemory(sharedDescriptors),
    codeMemory: new ProcessMemory(sharedDescriptors),
  }
  readonly #watched = new Map<string, FrameProcess>()
  /** Those that the last tick did not come to. */
  #waiting: string[] = []
  #saved = MOST_SAVED
  #lastTick = monotonicMicros()

  constructor(options: FrameSamplerOptions) {
    this.#options = options
  }

  /** Looks at every process once, at those it did not come to the last time first; at least at one. */
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
      // Asking what we used costs more than looking at a process that rests.
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

  /** All processes that live, in the order in which they are due. */
  #turn(): string[] {
    const living = new Set<string>()
    for (const one of this.#options.processes()) {
      const key = one.key.toString()
      living.add(key)
      if (!this.#watched.has(key))
        this.#watched.set(key, new FrameProcess(one, this.#memories, sharedDescriptors, this.#options.libraries ?? []))
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
