import { existsSync } from "node:fs"
import { sharedDescriptors } from "./descriptors.ts"
import { watchTreeWithPs } from "./psSampler.ts"
import { hasChildrenFiles, hasProc, pageSize } from "./system.ts"
import { Tree } from "./tree.ts"
import type { TreeWatch, WatchOptions } from "./treeWatch.ts"
import type { WatchedProcess } from "./watched.ts"

/**
 * Watches the processes below `root` through what the kernel accounts to them.
 *
 * New processes are found within a tick and announced at the next one, unless another source has reported them by then.
 * Without /proc it uses `ps`, which knows less.
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
  return {
    tick: () => tree.tick(),
    close: () => tree.close(),
    *processes() {
      for (const process of tree.table.processes) {
        if (process.announced) yield { key: process.key, ...(schedstat ? { ran: ranOf(process) } : {}) }
      }
    },
    known: {
      exited(pid) {
        const process = tree.table.get(pid)
        if (process) process.exitKnown = true
      },
      reaped(pid, cpu) {
        const process = tree.table.get(pid)
        if (process) process.reapKnown = true
        if (cpu !== undefined) tree.reaped(pid, cpu * 1000)
      },
    },
  }
}

const ranOf = (process: WatchedProcess) => (tid?: number) =>
  (tid === undefined ? process : process.threads.get(tid))?.account.cpuNs
