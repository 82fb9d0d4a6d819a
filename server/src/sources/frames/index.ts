import { fileURLToPath } from "node:url"
import type { Intake, SourceIntake } from "../intake.ts"
import type { Source, SourceKind } from "../source.ts"
import type { Sampled } from "./frameProcess.ts"
import { FrameSampler } from "./frameSampler.ts"

export const FRAMES: SourceKind = { name: "frames", src: "procfs", reports: ["frame.sampled"] }
/** Folders of our own Python code, beside the bundle or the sources: none of it is the program's. */
const PROBE_FOLDERS = ["./python", "../../../probes/python"].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
)
/** Stacks are read at two of three ticks. */
const TICKS = 3

/** Reports the lines on which the threads of Python processes are, read from their memory. */
export class FramesSource implements Source {
  readonly kind = FRAMES
  readonly #sampler: FrameSampler
  #ticks = 0

  /** @param processes The living processes of the run. */
  constructor(intake: Intake, processes: () => Iterable<Sampled>) {
    const frames: SourceIntake = intake.of(FRAMES)
    this.#sampler = new FrameSampler({ processes, emit: (fact) => frames.take(fact), libraries: PROBE_FOLDERS })
  }

  tick(): void {
    if (this.#ticks++ % TICKS !== 0) this.#sampler.tick()
  }

  close(): void {
    this.#sampler.close()
  }
}
