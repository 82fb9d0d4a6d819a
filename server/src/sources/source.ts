import type { EventType, Fact, FactOf } from "@forkscope/shared/events"
import type { KeyedFact } from "./keyedFact.ts"

/** Environment variables of a program. */
export type Environment = Readonly<Record<string, string>>

/** Names a source in notices and logs. */
export type SourceName = "kernel" | "frames" | "waits" | "python" | "runtime" | "node" | "run"

/** What libraries and probes inside processes report, besides the events of the objects that they observe. */
export const REPORTED_FROM_INSIDE = [
  "process.created",
  "process.spawned",
  "process.observed",
  "process.signaled",
  "process.exited",
  "process.reaped",
  "run.noticed",
  "run.dropped",
] as const satisfies readonly EventType[]

/** What a source may report, and who measured it. `Intake.of` enforces it. */
export interface SourceKind {
  readonly name: SourceName
  readonly src: Fact["src"]
  readonly reports: readonly EventType[]
  /** What is known of the calls of processes that it observes from inside; absent: it only observes from outside. */
  readonly observes?: Pick<FactOf<"process.observed">, "observes" | "calls">
}

/**
 * Observes one run and reports to the run's `Intake`.
 *
 * Its methods are called in this order: `begin`, `launched`, `tick` at each beat of the run's sampling loop, `finish`,
 * `close`. `close` may follow at any time after `begin`, even if `begin` failed. A source has no timer of its own.
 */
export interface Source {
  readonly kind: SourceKind
  /**
   * Acquires what it reads from, before the program is started.
   *
   * @param environment The program's environment so far.
   * @returns the same with the variables of this source, such as one that makes every interpreter load a probe.
   */
  begin?(environment: Environment): Environment | Promise<Environment>
  /** The program has started; all of its processes are descendants of the process with this PID. */
  launched?(root: number): void
  /** Reads everything that is there by now. A source that throws repeatedly is not called any more. */
  tick?(): void
  /** Reads all that is left. All processes of the run have ended. */
  finish?(): void | Promise<void>
  /** Releases what `begin` and `launched` acquired. */
  close?(): void
  /** Called with each fact that any source, or the run itself, has reported. */
  onFact?(fact: KeyedFact, src: Fact["src"]): void
}
