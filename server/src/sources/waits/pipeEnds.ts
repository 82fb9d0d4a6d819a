import { readdirSync, readFileSync, readlinkSync } from "node:fs"
import { listNumbers } from "../kernel/procReader.ts"

/** A descriptor of a process for one end of a pipe. */
export interface PipeEnd {
  readonly pid: number
  readonly fd: number
  readonly end: "read" | "write"
}

/** The name of the pipe behind a descriptor, such as `pipe:[4711]`; null if it is something else, or can't be read. */
export function pipeBehind(pid: number, fd: number): string | null {
  const name = linkOf(`/proc/${pid}/fd/${fd}`)
  return name?.startsWith("pipe:") ? name : null
}

/**
 * Finds who has the ends of these pipes, among all processes of the machine that may be read.
 *
 * @returns by pipe.
 */
export function findPipeEnds(pipes: ReadonlySet<string>): Map<string, PipeEnd[]> {
  const found = new Map<string, PipeEnd[]>([...pipes].map((pipe) => [pipe, []]))
  for (const pid of listNumbers("/proc")) {
    for (const fd of descriptorsOf(pid)) {
      const ends = found.get(linkOf(`/proc/${pid}/fd/${fd}`) ?? "")
      const end = ends && endOf(pid, fd)
      if (end) ends.push({ pid, fd, end })
    }
  }
  return found
}

function descriptorsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map(Number)
  } catch {
    return []
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    return null
  }
}

/** A pipe that was opened for both, as a FIFO may be, counts for writing: then its reader never sees an end. */
function endOf(pid: number, fd: number): PipeEnd["end"] | null {
  try {
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, "latin1"))?.[1]
    return flags === undefined ? null : (Number.parseInt(flags, 8) & 3) === 0 ? "read" : "write"
  } catch {
    return null
  }
}
