import type { RunLimits } from "./limits.ts"

/** A program to start. */
export interface LaunchSpec {
  /** Name of the run, unique among those that live. */
  readonly run: string
  /** The program and its arguments; the program is looked up in the PATH of `env`. */
  readonly argv: readonly string[]
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** Path of a terminal's slave side. It becomes the controlling terminal and stdin, stdout and stderr. */
  readonly terminal?: string
  /** Files instead of a terminal; output is appended. /dev/null by default. */
  readonly files?: { readonly stdin?: string; readonly stdout?: string; readonly stderr?: string }
  readonly limits?: RunLimits
}

/**
 * How a run ended: nothing is left (`ended`); its keeper was killed, and then nothing was left (`lost`); or these PIDs
 * outlived five seconds of SIGKILL (`leaked`).
 */
export interface RunEnd {
  readonly outcome: "ended" | "lost" | "leaked"
  readonly pids: number[]
  /** Time on a CPU of all its processes, µs, as the kernel accounted it when they were reaped. */
  readonly cpu?: number
}

/** What became of a signal: `foreign` is a process of another run or of nobody here. Nothing was sent but at `ok`. */
export type SignalAnswer = "ok" | "exited" | "reused" | "foreign" | "invalid" | "forbidden"

/** A started program and everything that descends from it. */
export interface Launched {
  /** Parent of the main program and of every orphan below it. */
  readonly supervisorPid: number
  readonly pid: number
  /** Ticks since boot, as field 22 of /proc/PID/stat. With the PID it names the process for good. */
  readonly startTime: number
  /** Resolves when nothing of the run is left, or when something can't be ended. */
  readonly ended: Promise<RunEnd>
  /**
   * The main program ended; its descendants may live on. A negative code is a signal. `cpu`: µs on a CPU of it and of all
   * that it had reaped. Called late if it has been.
   */
  onExited(listener: (exitCode: number, cpu?: number) => void): void
  /** The run had more processes than allowed and is being stopped. */
  onLimit(listener: (limit: { limit: "processes"; value: number }) => void): void
  /** The kernel refused to make a process or thread because the run has `tasks` already. The run goes on. */
  onRefused(listener: (tasks: number) => void): void
  /** SIGTERM to all, after the grace SIGKILL until nothing is left. Again with less grace: sooner. */
  stop(graceSeconds?: number): Promise<RunEnd>
  /** Signals one process of this run, checked by (PID, start time) while the kernel holds it. */
  signal(pid: number, startTime: number, signal: NodeJS.Signals): Promise<SignalAnswer>
}

/** The keeper was gone before it heard of the launch: another one can be asked without starting anything twice. */
export class UndeliveredError extends Error {
  override readonly name = "UndeliveredError"
}

/** Starts programs and outlives none of them. */
export interface Keeper {
  /** True when its process is gone; it starts nothing any more. */
  readonly isGone: boolean
  launch(spec: LaunchSpec): Promise<Launched>
  close(): Promise<void>
}
