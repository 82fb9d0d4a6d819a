import type { Fact } from "@forkscope/shared/events"
import type { Intake, SourceIntake } from "../intake.ts"
import { KernelKey, type KeyedFact } from "../keyedFact.ts"
import type { Source, SourceKind } from "../source.ts"
import type { TreeWatch, WatchedId } from "./treeWatch.ts"
import { watchTree } from "./watchTree.ts"

export const KERNEL: SourceKind = {
  name: "kernel",
  src: "procfs",
  reports: [
    "process.spawned",
    "process.execed",
    "process.stopped",
    "process.continued",
    "process.exited",
    "process.reaped",
    "process.reparented",
    "process.sampled",
    "thread.started",
    "thread.exited",
    "thread.sampled",
  ],
}

/** Reports what the kernel accounts to the processes of a run, without their help. */
export class KernelSource implements Source {
  readonly kind = KERNEL
  readonly #intake: SourceIntake
  #watch: TreeWatch | undefined
  #main: KernelKey | undefined

  constructor(intake: Intake) {
    this.#intake = intake.of(KERNEL)
  }

  launched(root: number): void {
    this.#watch = watchTree({ root, intake: this.#intake, ...(this.#main ? { main: this.#main } : {}) })
  }

  tick(): void {
    this.#watch?.tick()
  }

  /** Twice, since a process that is found in one tick is announced in the next. */
  finish(): void {
    this.#watch?.tick()
    this.#watch?.tick()
  }

  close(): void {
    this.#watch?.close()
  }

  /** The living processes. */
  processes(): Iterable<WatchedId> {
    return this.#watch?.processes() ?? []
  }

  /** The run knows its main process, and how it ended even if it is no longer in the kernel's table. */
  onFact(fact: KeyedFact, src: Fact["src"]): void {
    if (src !== "run" || !("proc" in fact) || !(fact.proc instanceof KernelKey)) return
    if (fact.type === "process.spawned") this.#main = fact.proc
    if (fact.type === "process.exited") this.#watch?.known.exited(fact.proc.pid)
    if (fact.type === "process.reaped") this.#watch?.known.reaped(fact.proc.pid, fact.cpu)
  }
}
