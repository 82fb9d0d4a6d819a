/**
 * The resources that one run may use, and how much of its output is kept. null: what its user has; the program inherits
 * it.
 */
export interface RunLimits {
  /** Processes alive at the same time; a run with more is stopped. */
  readonly processes: number | null
  /** Threads of all its processes, where the kernel has a pids controller: the last protection against fork bombs. */
  readonly tasks: number | null
  /** Writable private memory of one process, stacks of threads included, in bytes. */
  readonly memoryBytes: number | null
  /** Open file descriptors of one process. */
  readonly descriptors: number | null
  /** Size of a core file, in bytes. */
  readonly coreBytes: number | null
  /** Added to the nice value of its processes: 0 to 19, higher means lower priority. */
  readonly nice: number | null
  /** -1000 to 1000; at 1000 the kernel kills the run's processes first when memory is short. */
  readonly oomScoreAdj: number | null
  /** Output read from the terminal, in bytes/s; a program that writes faster blocks, as on a real terminal. */
  readonly outputBytesPerSecond: number
  /** Output passed on to viewers and the recording, in bytes/s. */
  readonly viewerBytesPerSecond: number
  /** Output that was read and waits to be passed on, in bytes; above that the oldest is discarded and counted. */
  readonly ringBytes: number
}

/** The limits of a server's runs, all the same. */
export interface ServerLimits extends RunLimits {
  /** Runs alive at the same time. */
  readonly runs: number
}

/** Limits that a user may choose, by option. */
export type ChosenLimits = Partial<
  Pick<ServerLimits, "runs" | "processes" | "memoryBytes" | "descriptors" | "coreBytes" | "nice" | "oomScoreAdj">
>

/** A Node process has about 11 threads. */
const TASKS_PER_PROCESS = 16

/** For labs and for code from the page. */
export const DEFAULT_LIMITS = {
  runs: 20,
  processes: 64,
  tasks: 64 * TASKS_PER_PROCESS,
  memoryBytes: 512 * 1024 * 1024,
  descriptors: 256,
  coreBytes: 0,
  nice: 10,
  oomScoreAdj: 1000,
  outputBytesPerSecond: 8_000_000,
  viewerBytesPerSecond: 1_000_000,
  ringBytes: 256 * 1024,
} as const satisfies ServerLimits

/** For a program from the command line: what its user may do, it may do. */
const NO_LIMITS: RunLimits = {
  ...DEFAULT_LIMITS,
  processes: null,
  tasks: null,
  memoryBytes: null,
  descriptors: null,
  coreBytes: null,
  nice: null,
  oomScoreAdj: null,
  outputBytesPerSecond: Number.MAX_SAFE_INTEGER,
}

/** The defaults, with the user's choices; the limit on threads grows with the number of processes. */
export function limitsWith(chosen: ChosenLimits): ServerLimits {
  const limits = { ...DEFAULT_LIMITS, ...chosen }
  return { ...limits, tasks: limits.processes === null ? null : limits.processes * TASKS_PER_PROCESS }
}

/** Only the user's choices. */
export function onlyLimits({ runs: _, ...chosen }: ChosenLimits): RunLimits {
  return { ...NO_LIMITS, ...chosen }
}

/** Time between SIGTERM and SIGKILL in which a stopped run may clean up. */
export const DEFAULT_GRACE_SECONDS = 2
