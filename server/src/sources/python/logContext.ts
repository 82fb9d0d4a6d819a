import type { Site } from "@forkscope/shared/events"
import type { SourceIntake } from "../intake.ts"
import type { Entry } from "./layout.ts"
import type { PoolTracker } from "./poolTracker.ts"
import type { Processes } from "./processes.ts"
import type { ProcessLog } from "./processLog.ts"
import type { QueueTracker } from "./queueTracker.ts"

/** What is known of the run's objects, and where facts go. */
export interface Trackers {
  intake: SourceIntake
  queues: QueueTracker
  pools: PoolTracker
  locks: Set<string>
  pipes: Set<string>
  processes: Processes
}

/** An object of the program, as one process numbers it. */
export interface Thing {
  kind: string
  key: string
  /** Its counters when they were last told of. */
  counted: number[]
  countedAt: number
}

/** The log of one process while its records are turned into facts. */
export interface LogContext {
  readonly log: ProcessLog
  readonly trackers: Trackers
  /** The key of the process. */
  readonly proc: string
  /** A child of a fork server tells late who it is: what it tells before waits. */
  readonly isAwaited: boolean
  await(): void
  arrived(): void
  /** The object that a record is about; undefined when this process has not described it (yet). */
  thing(entry: Entry): Thing | undefined
  /** A site by the number that this process gave it; nothing where that is not known. */
  site(number: unknown): { site?: Site }
  /** This process will call an object by this number. */
  define(number: number, kind: string, key: string): void
  /** Emits something when its time has come and this process is known; `take` says whether that was possible. */
  add(at: number, take: (isForced: boolean) => boolean): void
  /** As `add`, for what needs nothing to be known. */
  addFirst(at: number, take: (isForced: boolean) => boolean): void
}
