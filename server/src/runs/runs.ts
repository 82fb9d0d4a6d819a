import type { RunSummary } from "@forkscope/shared/socket"
import { type Logger, pino } from "pino"
import { CommandError } from "../commands/commands.ts"
import { type Folders, makeRunFolders, removeFolders } from "../containment/folders.ts"
import type { ServerLimits } from "../containment/limits.ts"
import type { Warden } from "../containment/warden.ts"
import type { Recordings } from "../recording/recordings.ts"
import { Run, type RunOptions } from "./run.ts"

/** What to start. The function form may write files to the given folder, which is removed with the run. */
type Program = Pick<
  RunOptions,
  "name" | "kind" | "argv" | "env" | "cwd" | "language" | "sources" | "mirror" | "inherited"
> &
  Partial<Pick<RunOptions, "limits">>

/** All runs of this server. `close` releases everything they hold: processes, sockets, folders. */
export class Runs {
  readonly #runs = new Map<string, Run>()
  readonly #listeners = new Set<() => void>()
  readonly #warden: Warden
  #next = 1
  #isClosing = false

  /** Of runs that have none of their own. */
  readonly limits: ServerLimits
  readonly #recordings: Recordings | null
  readonly #logger: Logger

  /** @param recordings Records every run; null: none. @param logger Default: silent. */
  constructor(
    warden: Warden,
    limits: ServerLimits,
    recordings: Recordings | null = null,
    logger: Logger = pino({ enabled: false }),
  ) {
    this.#logger = logger
    this.#warden = warden
    this.limits = limits
    this.#recordings = recordings
  }

  list(): RunSummary[] {
    return [...this.#runs.values()].map((run) => run.summary())
  }

  get(id: string): Run | undefined {
    return this.#runs.get(id)
  }

  /** @throws CommandError NOT_FOUND */
  require(id: string): Run {
    const run = this.#runs.get(id)
    if (!run) throw new CommandError("NOT_FOUND", `Expected the id of a run, got ${id}; it may have been removed`)
    return run
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** @param warden Default: that of all runs. @throws CommandError LIMIT, SPAWN_FAILED, DRAINING */
  async start(what: Program | ((folder: string) => Program), warden = this.#warden): Promise<Run> {
    if (this.#isClosing) throw new CommandError("DRAINING", "The server is stopping; it starts nothing new")
    const living = [...this.#runs.values()].filter((run) => !run.isOver).length
    if (living >= this.limits.runs) {
      throw new CommandError("LIMIT", `Expected at most ${this.limits.runs} runs at a time; stop one first`)
    }
    const id = `r${this.#next++}`
    const folders = makeRunFolders(warden.folders, id)
    const run = await this.#launch(what, id, folders, warden).catch((cause: unknown) => {
      removeFolders(folders)
      throw cause
    })
    this.#runs.set(id, run)
    this.#record(run)
    this.#changed()
    return run
  }

  /** If recording is not possible, the run goes on without it. */
  #record(run: Run): void {
    try {
      run.recording = this.#recordings?.begin(run) ?? null
    } catch (error) {
      run.notice("RECORDING_FAILED", `This run is not recorded: ${(error as Error).message}`)
    }
  }

  async #launch(
    what: Program | ((folder: string) => Program),
    id: string,
    folders: Folders,
    warden: Warden,
  ): Promise<Run> {
    return await Run.start({
      limits: this.limits,
      ...(typeof what === "function" ? what(folders.files) : what),
      id,
      folders,
      warden,
      logger: this.#logger.child({ run: id }),
      onChange: () => this.#changed(),
    })
  }

  /** @throws CommandError NOT_FOUND */
  async remove(id: string): Promise<void> {
    const run = this.require(id)
    await run.stop()
    run.close()
    this.#runs.delete(id)
    this.#changed()
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }

  async close(): Promise<void> {
    this.#isClosing = true
    await Promise.all([...this.#runs.values()].map((run) => run.stop()))
    await this.#warden.close()
    await this.#recordings?.close()
    for (const run of this.#runs.values()) run.close()
  }
}
