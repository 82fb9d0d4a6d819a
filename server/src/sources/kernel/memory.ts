import { readOrNothing } from "./readOrNothing.ts"

/** In kB. `shared` pages are mapped by another process too (copy-on-write after a fork, libraries). */
export interface MemorySplit {
  rss: number
  shared: number
  private: number
}

/**
 * Reads how much of a process's memory is shared and private. Expensive: the kernel walks every page (0.1 ms for a
 * small process, 3 ms at 200 MB).
 *
 * Undefined if the process has ended, is a zombie, or belongs to another user.
 */
export function readMemory(pid: number): MemorySplit | undefined {
  const text = readOrNothing(`/proc/${pid}/smaps_rollup`).toString("latin1")
  return text === "" ? undefined : parseMemory(text)
}

export function parseMemory(smapsRollup: string): MemorySplit {
  const kB = new Map<string, number>()
  for (const [, name, value] of smapsRollup.matchAll(/^(\w+): +(\d+) kB$/gm)) kB.set(name as string, Number(value))
  const sum = (...names: string[]) => names.reduce((total, name) => total + (kB.get(name) ?? 0), 0)
  return {
    rss: sum("Rss"),
    shared: sum("Shared_Clean", "Shared_Dirty"),
    private: sum("Private_Clean", "Private_Dirty"),
  }
}
