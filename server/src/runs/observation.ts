import type { Socket } from "node:net"
import { fileURLToPath } from "node:url"
import type { Fact } from "@forkscope/shared/events"
import type { Folders } from "../containment/folders.ts"
import { createSources } from "../sources/index.ts"
import { Intake, type SourceIntake } from "../sources/intake.ts"
import { SamplingLoop } from "../sources/samplingLoop.ts"
import type { Environment, Source } from "../sources/source.ts"
import type { Guard } from "./guard.ts"

/** The probe that a Node program loads first: bundled beside the server. */
const NODE_PROBE = fileURLToPath(new URL("./probe/node.cjs", import.meta.url))
/** Events after which more are likely to follow soon. */
const RESTLESS: ReadonlySet<Fact["type"]> = new Set(["process.spawned", "process.exited", "thread.started"])

interface ObservationOptions {
  folders: Folders
  /** Start of the run, µs on the monotonic clock. */
  startedAt: number
  emit(fact: Fact): void
  guard: Guard
  /** The interpreters that load a probe; Node labs need none, they report through the runtime library. */
  probes: readonly ("python" | "node")[]
  /** Called when a lab's kernel is ready and accepts lines. */
  onLab(kernel: Socket): void
  /** Whether somebody watches the run: sources are then read more often. */
  isWatched(): boolean
  /** Called when all sources have been read. */
  onBeat(): void
}

/** Everything that observes one run: its sources, and the loop that reads them. */
export class Observation {
  /** For facts that the run itself knows of its processes: it started the main one. */
  readonly ownIntake: SourceIntake
  readonly #sources: readonly Source[]
  readonly #loop: SamplingLoop
  readonly #guard: Guard
  readonly #beat: () => void

  constructor(options: ObservationOptions) {
    const { folders, startedAt, emit, probes, onLab, isWatched, onBeat, guard } = options
    const loop = new SamplingLoop(isWatched)
    const intake = new Intake({
      startedAt,
      emit: (fact) => {
        emit(fact)
        if (RESTLESS.has(fact.type)) loop.hasten()
      },
      onFact: (fact, src) => {
        for (const source of this.#sources) source.onFact?.(fact, src)
      },
      onRefused: (what, source) => guard.refused(source, what),
      onFailed: (error, source) => guard.failedInPart(source, error),
    })
    this.#loop = loop
    this.#guard = guard
    this.ownIntake = intake.of({
      name: "run",
      src: "run",
      reports: ["process.spawned", "process.signaled", "process.exited", "process.reaped"],
    })
    this.#sources = createSources({ intake, folders, probes, nodeProbe: NODE_PROBE, onLab })
    this.#beat = () => {
      for (const source of this.#sources) guard.attempt(source.kind.name, () => source.tick?.())
      onBeat()
    }
  }

  /** @returns the environment for the program: the given one, with the variables that the sources need. */
  async begin(environment: Environment): Promise<Environment> {
    let extended = environment
    for (const source of this.#sources) extended = (await source.begin?.(extended)) ?? extended
    this.#loop.start(this.#beat)
    return extended
  }

  /** The program has started; all of its processes are descendants of the process with this PID. */
  launched(root: number): void {
    for (const source of this.#sources) this.#guard.attempt(source.kind.name, () => source.launched?.(root))
  }

  /** Reads all that is left, after all processes have ended. */
  async finish(): Promise<void> {
    this.#loop.close()
    for (const source of this.#sources) await this.#guard.finish(source.kind.name, () => source.finish?.())
  }

  close(): void {
    this.#loop.close()
    for (const source of this.#sources) this.#guard.release(source.kind.name, () => source.close?.())
  }
}
