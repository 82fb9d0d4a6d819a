import type { Logger } from "pino"
import { cgroupParent } from "./cgroup.ts"
import { type Folders, makeFolders, removeFolders } from "./folders.ts"
import { type Keeper, type Launched, type LaunchSpec, UndeliveredError } from "./launched.ts"
import { SpawnError } from "./spawnError.ts"
import { WardenProcess } from "./wardenProcess.ts"
import { WeakWarden } from "./weakWarden.ts"

export type { Launched, LaunchSpec, RunEnd } from "./launched.ts"
export { SpawnError } from "./spawnError.ts"

export interface WardenOptions {
  /** Path of supervisor.pl. */
  readonly script: string
  /** The Perl that runs it. Default: the one in PATH. */
  readonly perl?: string
  /** Folder for control groups, null: none. Default: found by `cgroupParent`. */
  readonly cgroups?: string | null
  /**
   * For a program from the command line, which may leave processes behind as it would without us. What they write goes
   * to this process's stdout and stderr. Default: false.
   */
  readonly isLenient?: boolean
  /** Open descriptors of this process, beyond 2, that the first program gets. They are closed here. */
  readonly descriptors?: readonly number[]
  readonly logger?: Logger
}

/**
 * Starts observed programs, and makes sure that none of their processes is left behind.
 *
 * The programs run under a separate process, which ends them however this process ends. If a user's program kills that
 * process, its runs are lost and the next launch starts a new one.
 */
export class Warden {
  /** Weak: without Perl or subreapers, detached processes may outlive it. */
  readonly containment: "strong" | "weak"
  /** The folders of its runs. They are removed with the warden, even when the server is killed. */
  readonly folders: Folders
  /** Why containment is weak. */
  readonly weakness: string | null
  /** Programs may leave processes behind when they have ended. */
  readonly isLenient: boolean
  readonly #renew: () => Promise<Keeper>
  #keeper: Promise<Keeper>
  #isClosed = false

  private constructor(
    folders: Folders,
    isLenient: boolean,
    keeper: Keeper,
    renew: () => Promise<Keeper>,
    weakness: string | null,
  ) {
    this.folders = folders
    this.isLenient = isLenient
    this.#keeper = Promise.resolve(keeper)
    this.#renew = renew
    this.weakness = weakness
    this.containment = weakness === null ? "strong" : "weak"
  }

  /** Never throws: without Perl it returns a weak warden. */
  static async start({
    script,
    perl = "perl",
    cgroups = cgroupParent(),
    isLenient = false,
    descriptors = [],
    logger,
  }: WardenOptions): Promise<Warden> {
    const folders = makeFolders()
    const start = (passed: readonly number[]) =>
      WardenProcess.start({ perl, script, cgroups, folders, isLenient, descriptors: passed, logger })
    const renew = () => start([])
    try {
      const keeper = await start(descriptors)
      return new Warden(folders, isLenient, keeper, renew, keeper.isStrong ? null : "The kernel has no subreapers")
    } catch (error) {
      const weakness = error instanceof Error ? error.message : String(error)
      return new Warden(folders, isLenient, new WeakWarden(), async () => new WeakWarden(), weakness)
    }
  }

  /**
   * Starts a program; resolves once it runs (its exec succeeded).
   *
   * @throws SpawnError with the kernel's errno and the field at fault; nothing is left behind then.
   */
  async launch(spec: LaunchSpec): Promise<Launched> {
    check(spec)
    for (;;) {
      if (this.#isClosed) throw new Error("Expected an open warden; it was closed and starts nothing")
      const current = this.#keeper
      const keeper = await current.catch(() => null)
      try {
        if (keeper && !keeper.isGone) return await keeper.launch(spec)
      } catch (error) {
        if (!(error instanceof UndeliveredError)) throw error
      }
      if (this.#keeper === current) this.#keeper = this.#renew()
      await this.#keeper
    }
  }

  /** Ends all runs at once, then the warden's process. Stop the runs first if they should have time to clean up. */
  async close(): Promise<void> {
    this.#isClosed = true
    const keeper = await this.#keeper.catch(() => null)
    await keeper?.close()
    removeFolders(this.folders)
  }
}

/** Refuses what the kernel would misread: strings that contain a zero byte, names that contain a value. */
function check({ argv, env, cwd }: LaunchSpec): void {
  if (argv.length === 0) throw new SpawnError("EINVAL", "argv", "Expected a program to start, got an empty argv")
  if (argv.some((text) => text.includes("\0"))) throw new SpawnError("EINVAL", "argv", "Expected no NUL in argv")
  if (cwd.includes("\0")) throw new SpawnError("EINVAL", "cwd", "Expected no NUL in the working directory")
  for (const [name, value] of Object.entries(env)) {
    if (name !== "" && !/[=\0]/.test(name) && !value.includes("\0")) continue
    const text = `Expected names without "=" and values without NUL, got ${JSON.stringify(name)}`
    throw new SpawnError("EINVAL", "env", text)
  }
}
