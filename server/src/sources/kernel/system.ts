import { existsSync } from "node:fs"
import { readOrNothing } from "./readOrNothing.ts"

const AT_PAGESZ = 6n

/** Bytes in a page of memory, as the kernel passed it to this process at its start. */
export function pageSize(): number {
  const vector = readOrNothing("/proc/self/auxv")
  for (let at = 0; at + 16 <= vector.length; at += 16)
    if (vector.readBigUInt64LE(at) === AT_PAGESZ) return Number(vector.readBigUInt64LE(at + 8))
  // Not readable in some sandboxes; nearly all machines have pages of 4 KiB.
  return 4096
}

/** How many descriptors this process may have open; where that is not known, the common default of POSIX systems. */
export function descriptorLimit(): number {
  const limits = readOrNothing("/proc/self/limits").toString("latin1")
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 1024)
}

export function hasProc(): boolean {
  return existsSync("/proc/self/stat")
}

/** Whether this kernel lists children (CONFIG_PROC_CHILDREN). */
export function hasChildrenFiles(): boolean {
  return existsSync(`/proc/${process.pid}/task/${process.pid}/children`)
}
