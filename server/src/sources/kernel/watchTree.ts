import { watchTreeWithPs } from "./psSampler.ts"
import { hasProc } from "./system.ts"
import { Tree } from "./tree.ts"
import type { TreeWatch, WatchOptions } from "./treeWatch.ts"

/**
 * Watches the processes below `root` through what the kernel accounts to them. Without /proc it uses `ps`, which knows
 * less.
 */
export function watchTree(options: WatchOptions): TreeWatch {
  return hasProc() ? new Tree(options) : watchTreeWithPs(options)
}
