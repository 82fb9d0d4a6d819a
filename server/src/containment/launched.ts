import type { RunLimits } from "./limits.ts"

/** A program to start. */
export interface LaunchSpec {
  /** Name of the run, unique among the runs that are alive. */
  readonly run: string
  /** The program and its arguments; the program is looked up in the PATH of `env`. */
  readonly argv: readonly string[]
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** Path of a terminal's slave side. It becomes the controlling terminal and stdin, stdout and stderr. */
  readonly terminal?: string
  /** Files instead of a terminal; output is appended. Default: /dev/null. */
  readonly files?: { readonly stdin?: string; readonly stdout?: string; readonly stderr?: string }
  readonly limits?: RunLimits
  /** Default: this process's own limit on open files, and no signal ignored. */
  readonly inherited?: Inherited
}

/** What a program inherits from the user's shell, and Node changes in its own process. */
export interface Inherited {
  /** The soft limit on open file descriptors; null: that of this process. */
  readonly descriptors: number | null
  /** Numbers of the signals that are ignored. */
  readonly ignored: readonly number[]
  /** Open descriptors beyond 2. Only the first program of a warden that was started with them gets them. */
  readonly open: readonly number[]
  /** The PID of the command in whose place the program runs. A socket-activated program expects it in LISTEN_PID. */
  readonly pid: number
}

/**
 * How a run ended: all its processes have ended (`ended`); its keeper was killed, and then all its processes ended
 * (`lost`); or these PIDs were still alive after five seconds of SIGKILL (`leaked`).
 */
export interface RunEnd {
  readonly outcome: "ended" | "lost" | "leaked"
  readonly pids: number[]
  /** Processes that the program left behind under a lenient warden; they go on. */
  readonly left?: number[]
  /** CPU time of all its processes, µs, as the kernel accounted it when they were reaped. */
  readonly cpu?: number
}

/** Result of a signal. Only at `ok` was it sent. `foreign`: a process of another run, or of none. */
export type SignalAnswer = "ok" | "exited" | "reused" | "foreign" | "invalid" | "forbidden"

/** A started program and everything that descends from it. */
export interface Launched {
  /** Parent of the main program and of all orphaned descendants. */
  readonly supervisorPid: number
  readonly pid: number
  /** Ticks since boot, as field 22 of /proc/PID/stat. With the PID it identifies the process uniquely. */
  readonly startTime: number
  /** Resolves when all processes of the run have ended, or when some can't be ended. */
  readonly ended: Promise<RunEnd>
  /**
   * Resolves when the main program has ended; its descendants may live on. A negative code is a signal. `cpu`: CPU time
   * in µs of it and of all processes that it had reaped.
   */
  readonly exited: Promise<{ readonly code: number; readonly cpu?: number }>
  /** Resolves when the run has more processes than allowed and is being stopped, with their number. */
  readonly limited: Promise<number>
  /**
   * Resolves when the kernel refused to create a process or thread, with the number of those that the run has. The run
   * goes on.
   */
  readonly refused: Promise<number>
  /**
   * Under a lenient warden, once the main program has ended: what is left goes on. Resolves `ended`, after which the
   * output must be read as far as it goes, and then `relay` called.
   */
  leave(): void
  /** What the processes that were left behind write goes to this process's own stdout and stderr from here on. */
  relay(): void
  /** SIGTERM to all, after the grace SIGKILL until no process is left. A second call with less grace shortens it. */
  stop(graceSeconds?: number): Promise<RunEnd>
  /** Signals one process of this run, or the group that it leads. Its PID and start time are checked while the kernel can't reuse the PID. */
  signal(pid: number, startTime: number, signal: NodeJS.Signals, target?: "process" | "group"): Promise<SignalAnswer>
  /** Calls the listener with the number of the signal whenever the main program was stopped by one. */
  onStopped(listener: (signal: number) => void): void
}

/** The keeper ended before it received the launch: another one can be asked without starting anything twice. */
export class UndeliveredError extends Error {
  override readonly name = "UndeliveredError"
}

/** Starts programs, and ends them all before it ends itself. */
export interface Keeper {
  /** True when its process has ended; it starts nothing any more. */
  readonly isGone: boolean
  launch(spec: LaunchSpec): Promise<Launched>
  close(): Promise<void>
}
