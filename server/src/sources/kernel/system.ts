import { existsSync, readFileSync } from "node:fs"

const AT_PAGESZ = 6n

/** Bytes in a page of memory, as the kernel passed it to this process at its start. */
export function pageSize(): number {
  try {
    const vector = readFileSync("/proc/self/auxv")
    for (let at = 0; at + 16 <= vector.length; at += 16)
      if (vector.readBigUInt64LE(at) === AT_PAGESZ) return Number(vector.readBigUInt64LE(at + 8))
  } catch {
    // Not readable in some sandboxes; nearly all machines have pages of 4 KiB.
  }
  return 4096
}

/** How many descriptors this process may have open. */
export function descriptorLimit(): number {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "latin1"))?.[1]
    if (soft !== undefined) return Number(soft)
  } catch {
    // Use the common default of POSIX systems.
  }
  return 1024
}

export function hasProc(): boolean {
  return existsSync("/proc/self/stat")
}

/** Whether this kernel lists children (CONFIG_PROC_CHILDREN). */
export function hasChildrenFiles(): boolean {
  return existsSync(`/proc/${process.pid}/task/${process.pid}/children`)
}
