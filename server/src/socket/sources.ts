import type { RunSummary } from "@forkscope/shared/socket"
import type { Log } from "../log/log.ts"

/** One observed run, as far as the socket cares. */
export interface RunSource {
  readonly id: string
  readonly log: Log
}

/** What the socket needs of the runs. */
export interface Runs {
  list(): RunSummary[]
  get(id: string): RunSource | undefined
  /** Calls back when the list changed. Returns the way to stop it. */
  onChange(listener: () => void): () => void
}
