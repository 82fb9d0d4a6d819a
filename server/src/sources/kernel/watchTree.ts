import { existsSync } from "node:fs"
import { sharedDescriptors } from "./descriptors.ts"
import { readMemory } from "./memory.ts"
import { watchTreeWithPs } from "./psSampler.ts"
import { hasChildrenFiles, hasProc, pageSize } from "./system.ts"
import { Tree } from "./tree.ts"
import type { TreeWatch, WatchOptions } from "./treeWatch.ts"
import type { WatchedProcess } from "./watched.ts"

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
