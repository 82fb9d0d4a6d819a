import type { RunSummary } from "@forkscope/shared/socket"
import type { Log } from "../log/log.ts"

/** The parts of an observed run that the socket uses. */
export interface RunSource {
  readonly id: string
  readonly log: Log
}

/** What the socket needs of the runs. */
export interface Runs {
  list(): RunSummary[]
  get(id: string): RunSource | undefined
  /** Calls the listener when the list changed. Returns a function that unsubscribes it. */
  onChange(listener: () => void): () => void
}
