import type { Fact } from "@forkscope/shared/events"
import { monotonicMicros } from "../clock.ts"
import type { Intake, SourceIntake } from "../intake.ts"
import { KernelKey, type KeyedFact } from "../keyedFact.ts"
import type { Environment, Source, SourceKind } from "../source.ts"
import { Lives } from "./lives.ts"
import type { TreeWatch, WatchedId } from "./treeWatch.ts"
import { watchTree } from "./watchTree.ts"

export const KERNEL: SourceKind = {
  name: "kernel",
  src: "procfs",
  reports: [
    "process.spawned",
    "process.execed",
    "process.titled",
    "process.stopped",
    "process.continued",
    "process.exited",
    "process.reaped",
    "process.reparented",
    "process.sampled",
    "thread.started",
    "thread.exited",
    "thread.sampled",
    "run.noticed",
    "run.watched",
  ],
}

const LAST_TICKS = 5
const LOST = "The kernel has thrown away some of its process events: processes that lived very briefly may be missing."

/** Reports what the kernel accounts to the processes of a run, without their help. */
export class KernelSource implements Source {
  readonly kind = KERNEL
  readonly #intake: SourceIntake
  #watch: TreeWatch | undefined
  #main: KernelKey | undefined
  /** Null: not possible here; processes that live for less than a tick may be missed. */
  #lives: Lives | null = null

  constructor(intake: Intake) {
    this.#intake = intake.of(KERNEL)
  }

  async begin(environment: Environment): Promise<Environment> {
    this.#lives = await Lives.begin()
    return environment
  }

  launched(root: number): void {
    const lives = this.#lives
    lives?.launched(root)
    this.#intake.take({ type: "run.watched", at: monotonicMicros(), by: lives?.way ?? "polls" })
    this.#watch = watchTree({
      root,
      intake: this.#intake,
      ...(this.#main ? { main: this.#main } : {}),
      ...(lives ? { lives } : {}),
    })
  }

  tick(): void {
    this.#watch?.tick()
  }

  /** A process that is found in one tick is announced in the next, and may be waited for by its children. */
  async finish(): Promise<void> {
    const lives = this.#lives
    await lives?.finish()
    for (let tick = 0; tick < LAST_TICKS; tick++) this.#watch?.tick()
    const at = monotonicMicros()
    if (lives?.way === "pids") this.#intake.take({ type: "run.watched", at, by: lives.way, missed: lives.missed })
    if (lives?.hasLost) this.#intake.take({ type: "run.noticed", at, code: "EVENTS_MISSED", text: LOST })
  }

  close(): void {
    this.#watch?.close()
    this.#lives?.close()
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
