import { existsSync } from "node:fs"
import { type Descriptors, sharedDescriptors } from "./descriptors.ts"
import type { Context } from "./lifecycle.ts"
import { type MemorySplit, readMemory } from "./memory.ts"
import { watchTreeWithPs } from "./psSampler.ts"
import { hasChildrenFiles, hasProc, pageSize } from "./system.ts"
import { Tree } from "./tree.ts"
import type { WatchedProcess } from "./watched.ts"

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

/**
 * Watches the processes below `root` through what the kernel accounts to them, and emits facts with src "procfs".
 *
 * New processes are found within a tick and announced at the next one, unless `index` has learnt of them by then.
 * Where there is no /proc it asks `ps`, which knows less.
 */
export function watchTree(options: WatchOptions): TreeWatch {
  if (!hasProc()) return watchTreeWithPs(options)
  const schedstat = existsSync("/proc/self/schedstat")
  const tree = new Tree({
    ...options,
    includeRoot: options.includeRoot ?? false,
    descriptors: options.descriptors ?? sharedDescriptors,
    pageSize: pageSize(),
    kernel: { children: hasChildrenFiles(), schedstat },
  })
  const hz = options.hz ?? 30
  // Watching alone does not keep the server alive.
  const timer = hz > 0 ? setInterval(() => tree.tick(), 1000 / hz).unref() : undefined
  return {
    tick: () => tree.tick(),
    close() {
      clearInterval(timer)
      tree.close()
    },
    *processes() {
      for (const process of tree.table.processes) {
        const { proc, pid, startTime } = process
        if (proc !== undefined) yield { proc, pid, startTime, ...(schedstat ? { ran: ranOf(process) } : {}) }
      }
    },
    memory: readMemory,
    known: {
      exited(pid) {
        const process = tree.table.get(pid)
        if (process) process.exitKnown = true
      },
      reaped(pid) {
        const process = tree.table.get(pid)
        if (process) process.reapKnown = true
      },
    },
  }
}

const ranOf = (process: WatchedProcess) => (tid?: number) =>
  (tid === undefined ? process : process.threads.get(tid))?.account.cpuNs
