import type { EventType, Fact, FactOf } from "@forkscope/shared/events"
import type { KeyedFact } from "./keyedFact.ts"

/** Variables of a program's environment. */
export type Environment = Readonly<Record<string, string>>

/** Names a source in notices and logs. */
export type SourceName = "kernel" | "frames" | "python" | "runtime" | "node" | "run"

/** What a source is allowed to report, and who measured it. `Intake.of` holds it to that. */
export interface SourceKind {
  readonly name: SourceName
  readonly src: Fact["src"]
  readonly reports: readonly EventType[]
  /** What is known of the calls of a process that it observes from inside; absent: it only looks at processes from outside. */
  readonly observes?: Pick<FactOf<"process.observed">, "observes" | "calls">
}

/**
 * Observes one run and hands what it sees to the run's `Intake`.
 *
 * Called in this order: `begin`, `launched`, `tick` as often as the run's sampling loop says, `finish`, `close`. `close` may
 * come at any time after `begin`, also when that failed. A source has no timer of its own.
 */
export interface Source {
  readonly kind: SourceKind
  /**
   * Acquires what it reads from, before the program is launched.
   *
   * @param environment What the program is to find in its environment so far.
   * @returns the same with what this source adds, such as a probe that every interpreter loads.
   */
  begin(environment: Environment): Environment | Promise<Environment>
  /** The program runs; all of its processes are descendants of the process with this PID. */
  launched?(root: number): void
  /** Reads what there is to read by now. One that throws again and again is not called any more. */
  tick(): void
  /** Reads what is left. All processes of the run have ended. */
  finish(): void | Promise<void>
  /** Releases what `begin` and `launched` acquired. */
  close(): void
  /** A fact that any source, or the run itself, has reported. */
  onFact?(fact: KeyedFact, src: Fact["src"]): void
}
