import { readdirSync, readFileSync } from "node:fs"

/** A process as `/proc` shows it now. */
export interface KernelProcess {
  pid: number
  /** The kernel's letter for its state: R S D T t Z X I. */
  state: string
  ppid: number
  /** Its start, in clock ticks since boot. */
  startTime: number
}

/** The process with this PID as `/proc` shows it; undefined when there is none. */
export function kernelProcess(pid: number): KernelProcess | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8")
  } catch {
    return undefined
  }
  const [state = "", ppid, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return { pid, state, ppid: Number(ppid), startTime: Number(rest[17]) }
}

/** The children of a process, in order of PID. */
export function kernelChildren(pid: number): KernelProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => kernelProcess(Number(name)) ?? [])
    .filter((process) => process.ppid === pid)
    .sort((a, b) => a.pid - b.pid)
}
