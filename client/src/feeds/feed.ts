import type { ForkscopeEvent } from "@forkscope/shared/events"
import type {
  Answer,
  CommandInput,
  CommandName,
  CommandResults,
  RunSummary,
  Snapshot,
  Welcome,
} from "@forkscope/shared/socket"

/** State of the page's connection to its server. */
export type Connection = "connecting" | "connected" | "disconnected" | "tokenMissing" | "tokenWrong" | "standalone"

/** The source of a page's events. */
export interface Feed {
  /** Watches one run and no other. Its snapshot follows, then batches. */
  watch(run: string | null): void
  command<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<Answer<CommandResults[Name]>>
  /**
   * The bytes of a recording, up to now.
   *
   * @param from Bytes before this offset are not sent again.
   * @throws Error with a sentence for the user.
   */
  recording(id: string, from?: number): Promise<Uint8Array>
  /** The HTML page that a recording is saved in. @throws Error with a sentence for the user. */
  standalonePage(): Promise<string>
  close(): void
}

export interface FeedListener {
  onConnection(connection: Connection): void
  onWelcome(welcome: Welcome): void
  onRuns(runs: RunSummary[]): void
  /** Replaces everything known about the run. */
  onSnapshot(snapshot: Snapshot): void
  /** New events in the order of their seq. */
  onEvents(run: string, events: ForkscopeEvent[]): void
}
