import type { Intake, SourceIntake } from "../intake.ts"
import { PROBE_FOLDERS } from "../python/folders.ts"
import type { Source, SourceKind } from "../source.ts"
import type { Sampled } from "./frameProcess.ts"
import { FrameSampler } from "./frameSampler.ts"

export const FRAMES: SourceKind = { name: "frames", src: "procfs", reports: ["frame.sampled"] }
/** Stacks are read at two of three ticks. */
const TICKS = 3

/** Reports the lines on which the threads of Python processes are, read from their memory. */
export class FramesSource implements Source {
  readonly kind = FRAMES
  readonly #sampler: FrameSampler
  #ticks = 0

  /**
   * @param processes The living processes of the run.
   * @param folder Where the run keeps its copy of our code that Python loads first.
   */
  constructor(intake: Intake, processes: () => Iterable<Sampled>, folder: string) {
    const frames: SourceIntake = intake.of(FRAMES)
    const libraries = [...PROBE_FOLDERS, folder]
    this.#sampler = new FrameSampler({ processes, emit: (fact) => frames.take(fact), libraries })
  }

  tick(): void {
    if (this.#ticks++ % TICKS !== 0) this.#sampler.tick()
  }

  close(): void {
    this.#sampler.close()
  }
}
