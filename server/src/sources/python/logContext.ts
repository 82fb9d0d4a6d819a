import type { Site } from "@forkscope/shared/events"
import type { SourceIntake } from "../intake.ts"
import type { Entry } from "./layout.ts"
import type { PoolTracker } from "./poolTracker.ts"
import type { Processes } from "./processes.ts"
import type { ProcessLog } from "./processLog.ts"
import type { QueueTracker } from "./queueTracker.ts"

/** What is known of the run's objects, and the intake for facts. */
export interface Trackers {
  intake: SourceIntake
  queues: QueueTracker
  pools: PoolTracker
  locks: Set<string>
  pipes: Set<string>
  segments: Set<string>
  processes: Processes
}

/** An object of the program, as one process numbers it. */
export interface Thing {
  kind: string
  key: string
  /** Its counters when they were last reported. */
  counted: number[]
  countedAt: number
}

/** The log of one process while its records are turned into facts. */
export interface LogContext {
  readonly log: ProcessLog
  readonly trackers: Trackers
  /** The key of the process. */
  readonly proc: string
  /** A child of a fork server identifies itself late: its records wait until then. */
  isAwaited: boolean
  /** The object that a record is about; undefined when this process has not described it (yet). */
  thing(entry: Entry): Thing | undefined
  /** The site that has this number in this process; an empty object if it is not known. */
  site(number: unknown): { site?: Site }
  /** Defines the number by which this process will refer to an object. */
  define(number: number, kind: string, key: string): void
  /** Reports a fact when it is due and this process is known; `take` returns whether it could be reported. */
  add(at: number, take: (isForced: boolean) => boolean): void
  /** Like `add`, for facts that depend on nothing. */
  addFirst(at: number, take: (isForced: boolean) => boolean): void
}
