/** The resources that one run may use, and how much of its output is kept. */
export interface RunLimits {
  /** Processes alive at the same time; a run with more is stopped. */
  readonly processes: number
  /** Threads of all its processes, where the kernel has a pids controller: the last protection against fork bombs. */
  readonly tasks: number
  /** Writable private memory of one process, in bytes. */
  readonly memoryBytes: number
  /** Open file descriptors of one process. */
  readonly descriptors: number
  /** Added to the nice value of its processes: 0 to 19, higher means lower priority. */
  readonly nice: number
  /** -1000 to 1000; at 1000 the kernel kills the run's processes first when memory is short. */
  readonly oomScoreAdj: number
  /** Output read from the terminal, in bytes/s; a program that writes faster blocks, as on a real terminal. */
  readonly outputBytesPerSecond: number
  /** Output passed on to viewers and the recording, in bytes/s. */
  readonly viewerBytesPerSecond: number
  /** Output that was read and waits to be passed on, in bytes; above that the oldest is discarded and counted. */
  readonly ringBytes: number
}

/** The defaults. A Node process has about 11 threads, hence 16 tasks for each process. */
export const DEFAULT_LIMITS = {
  runs: 20,
  processes: 64,
  tasks: 64 * 16,
  memoryBytes: 512 * 1024 * 1024,
  descriptors: 256,
  nice: 10,
  oomScoreAdj: 1000,
  outputBytesPerSecond: 8_000_000,
  viewerBytesPerSecond: 1_000_000,
  ringBytes: 256 * 1024,
} as const satisfies ServerLimits

/** The limits of a server's runs, all the same. */
export interface ServerLimits extends RunLimits {
  /** Runs alive at the same time. */
  readonly runs: number
}

/** The defaults, with the user's choices; the limit on threads grows with the number of processes. */
export function limitsWith(chosen: Partial<Pick<ServerLimits, "runs" | "processes" | "memoryBytes">>): ServerLimits {
  const limits = { ...DEFAULT_LIMITS, ...chosen }
  return { ...limits, tasks: limits.processes * 16 }
}

/** Time between SIGTERM and SIGKILL in which a stopped run may clean up. */
export const DEFAULT_GRACE_SECONDS = 2
