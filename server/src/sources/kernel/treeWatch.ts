import type { Descriptors } from "./descriptors.ts"
import type { Context } from "./lifecycle.ts"
import type { MemorySplit } from "./memory.ts"

export interface WatchOptions extends Context {
  /** The PID below which the run's processes are: its supervisor, itself not one of them. */
  root: number
  /** Whether the root is a process of the run too: when a process that was there before is watched. */
  includeRoot?: boolean
  /** Ticks per second, 30 if not given; 0 leaves it to the owner to call `tick`. */
  hz?: number
  descriptors?: Descriptors
}

interface WatchedId {
  proc: number
  pid: number
  startTime: number
  /** ns that one of its threads, or without `tid` all together, has been on a CPU; undefined where the kernel keeps no such account. */
  ran?: (tid?: number) => number | undefined
}

export interface TreeWatch {
  /** Looks once, now. */
  tick(): void
  /** Ends the timer and closes what is open. Says nothing about processes that still live. */
  close(): void
  /** The processes that are announced and not reaped. */
  processes(): Iterable<WatchedId>
  /** kB, read now; undefined if the process is gone or not ours to look into. */
  memory(pid: number): MemorySplit | undefined
  /** What the owner heard from elsewhere, so that it is not told again with an unknown exit code. */
  known: { exited(pid: number): void; reaped(pid: number): void }
}
