import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { type EventType, type Fact, type FactOf, forkscopeEvent } from "@forkscope/shared/events"
import { onTestFinished } from "vitest"
import { Intake, type SourceIntake } from "../../../../server/src/sources/intake.ts"
import { KERNEL } from "../../../../server/src/sources/kernel/index.ts"
import type { WatchOptions } from "../../../../server/src/sources/kernel/treeWatch.ts"
import { watchTree } from "../../../../server/src/sources/kernel/watchTree.ts"
import type { SourceKind } from "../../../../server/src/sources/source.ts"

export const program = (name: string) => fileURLToPath(new URL(`../../../programs/procfs/${name}`, import.meta.url))

/** The rate of a run's loop while somebody watches. */
const HZ = 30

/** Collects facts; `until` resolves with a fact that was collected already or arrives later. */
export class Facts {
  readonly all: Fact[] = []
  #waiting: (() => void)[] = []

  /** Receives what the kernel source reports; times stay those of the monotonic clock. */
  readonly #intakes = new Intake({ startedAt: 0, emit: (fact) => this.#add(fact) })
  readonly intake: SourceIntake = this.#intakes.of(KERNEL)

  /** Receives what another source reports of the same processes. */
  intakeOf(kind: SourceKind): SourceIntake {
    return this.#intakes.of(kind)
  }

  #add(fact: Fact): void {
    forkscopeEvent.parse({ ...fact, seq: 1 })
    this.all.push(fact)
    for (const wake of this.#waiting.splice(0)) wake()
  }

  of<Type extends EventType>(type: Type): FactOf<Type>[] {
    return this.all.filter((fact): fact is FactOf<Type> => fact.type === type)
  }

  async until<Type extends EventType>(type: Type, fits: (fact: FactOf<Type>) => boolean = () => true) {
    for (;;) {
      const found = this.of(type).find(fits)
      if (found !== undefined) return found
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }
}

/** Runs a command below a root of its own; both end with the test. */
export async function startRoot(...command: string[]) {
  const root = spawn("perl", [program("root.pl"), ...command], { stdio: ["pipe", "pipe", "inherit"] })
  await once(root, "spawn")
  onTestFinished(() => end(root))
  const lines = createInterface({ input: root.stdout })[Symbol.asyncIterator]()
  const line = async () => String((await lines.next()).value)
  return {
    pid: root.pid as number,
    line,
    /** The next line of the command's output, as numbers. */
    numbers: async () => (await line()).split(" ").map(Number),
  }
}

/** Watches a command until the test ends. */
export async function observe(command: string[], options: Partial<WatchOptions> = {}) {
  const root = await startRoot(...command)
  const facts = new Facts()
  const watch = watchTree({ root: root.pid, intake: facts.intake, ...options })
  const loop = setInterval(() => watch.tick(), 1000 / HZ)
  onTestFinished(() => {
    clearInterval(loop)
    watch.close()
  })
  return { root, facts, watch }
}

/** Ticks until `what` returns a value. */
export async function tickUntil<T>(ticking: { tick(): void }, what: () => T | undefined): Promise<T> {
  for (;;) {
    ticking.tick()
    const found = what()
    if (found !== undefined) return found
    await new Promise(setImmediate)
  }
}

async function end(root: ChildProcess): Promise<void> {
  if (root.exitCode !== null) return
  root.stdin?.end()
  await once(root, "exit")
}

/** The value of a counter at a time, interpolated between the samples around it. */
export function valueAt(samples: { at: number; value: number }[], at: number): number {
  const after = samples.findIndex((sample) => sample.at >= at)
  const right = samples[after]
  const left = samples[after - 1]
  if (left === undefined || right === undefined) throw new Error(`Expected samples before and after ${at}`)
  return left.value + ((right.value - left.value) * (at - left.at)) / (right.at - left.at)
}
