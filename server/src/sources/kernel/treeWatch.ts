import type { SourceIntake } from "../intake.ts"
import type { KernelKey } from "../keyedFact.ts"
import type { Descriptors } from "./descriptors.ts"
import type { Lives } from "./lives.ts"

export interface WatchOptions {
  /** The PID of the run's supervisor: its descendants are the run's processes, itself is not. */
  root: number
  intake: SourceIntake
  /** The only process that the root starts: it has adopted all its other children. Absent: it may start several. */
  main?: KernelKey
  /** Whether the root is a process of the run too: true when a process that existed before is watched. */
  includeRoot?: boolean
  descriptors?: Descriptors
  /** Tells of the processes that have ended, and when the others began, where that is possible. */
  lives?: Pick<Lives, "take" | "bornAt" | "tellsAtOnce">
  /** Whether the kernel lists children, and has schedstat. Default: looked up. */
  kernel?: { children: boolean; schedstat: boolean }
}

/** A living process. */
export interface WatchedId {
  key: KernelKey
  /**
   * CPU time of one of its threads, or without `tid` of all together, ns; undefined where the kernel does not account
   * it.
   */
  ran?: (tid?: number) => number | undefined
  /** Its threads. */
  tids?: () => Iterable<number>
}

export interface TreeWatch {
  /** Reads everything once. */
  tick(): void
  /** Closes all files. Reports nothing about processes that are still alive. */
  close(): void
  /** The processes that are announced and not reaped. */
  processes(): Iterable<WatchedId>
  /**
   * Passes in what the owner knows from elsewhere, so that it is not reported again with an unknown exit code. `cpu`:
   * CPU time, µs, of the process and of all that it had reaped.
   */
  known: { exited(pid: number): void; reaped(pid: number, cpu: number | undefined): void }
}
