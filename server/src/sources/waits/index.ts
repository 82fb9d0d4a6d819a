import type { Intake, SourceIntake } from "../intake.ts"
import type { WatchedId } from "../kernel/treeWatch.ts"
import type { Source, SourceKind } from "../source.ts"
import { WaitSampler } from "./waitSampler.ts"

export const WAITS: SourceKind = { name: "waits", src: "procfs", reports: ["thread.blocked", "thread.unblocked"] }

/** Reports in which system calls the threads of all processes sleep for long, also of those without a probe. */
export class WaitsSource implements Source {
  readonly kind = WAITS
  readonly #sampler: WaitSampler

  /** @param processes The living processes of the run. */
  constructor(intake: Intake, processes: () => Iterable<WatchedId>) {
    const waits: SourceIntake = intake.of(WAITS)
    this.#sampler = new WaitSampler({ processes, emit: (fact) => waits.take(fact) })
  }

  tick(): void {
    this.#sampler.tick()
  }
}
