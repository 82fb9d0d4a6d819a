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

/** How the page stands with its server. */
export type Connection = "connecting" | "connected" | "disconnected" | "tokenMissing" | "tokenWrong" | "standalone"

/** Where a page's facts come from. */
export interface Feed {
  /** Watch one run and no other. Its snapshot follows, then batches. */
  watch(run: string | null): void
  command<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<Answer<CommandResults[Name]>>
  /**
   * The bytes of a recording, with all that happened until now.
   *
   * @param from Those before it are not sent again.
   * @throws Error with a sentence for the user.
   */
  recording(id: string, from?: number): Promise<Uint8Array>
  /** The page that a recording is saved in. @throws Error with a sentence for the user. */
  standalonePage(): Promise<string>
  close(): void
}

export interface FeedListener {
  onConnection(connection: Connection): void
  onWelcome(welcome: Welcome): void
  onRuns(runs: RunSummary[]): void
  /** Replaces everything known of the run. */
  onSnapshot(snapshot: Snapshot): void
  /** In the order of their seq. */
  onEvents(run: string, events: ForkscopeEvent[]): void
}
