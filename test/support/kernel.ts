import { readdirSync, readFileSync } from "node:fs"

/** What the kernel says of a process now. */
export interface KernelProcess {
  pid: number
  /** R S D T t Z X I */
  state: string
  ppid: number
  /** Clock ticks since boot. */
  startTime: number
}

/** The process as `/proc` has it, or undefined when there is none. */
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

/** Every process whose parent is this one, in order of PID. */
export function kernelChildren(pid: number): KernelProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => kernelProcess(Number(name)) ?? [])
    .filter((process) => process.ppid === pid)
    .sort((a, b) => a.pid - b.pid)
}
