import type { SourceIntake } from "../intake.ts"
import type { KernelKey } from "../keyedFact.ts"
import type { Descriptors } from "./descriptors.ts"

export interface WatchOptions {
  /** The PID below which the run's processes are: its supervisor, itself not one of them. */
  root: number
  intake: SourceIntake
  /** Whether the root is a process of the run too: when a process that was there before is watched. */
  includeRoot?: boolean
  descriptors?: Descriptors
}

/** A process that lives. */
export interface WatchedId {
  key: KernelKey
  /** ns that one of its threads, or without `tid` all together, has been on a CPU; undefined where the kernel keeps no such account. */
  ran?: (tid?: number) => number | undefined
}

export interface TreeWatch {
  /** Looks once, now. */
  tick(): void
  /** Closes what is open. Says nothing about processes that still live. */
  close(): void
  /** The processes that are announced and not reaped. */
  processes(): Iterable<WatchedId>
  /**
   * What the owner heard from elsewhere, so that it is not reported again with an unknown exit code. `cpu`: µs on a CPU of
   * the process and of all that it had reaped.
   */
  known: { exited(pid: number): void; reaped(pid: number, cpu: number | undefined): void }
}
