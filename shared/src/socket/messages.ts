import type { ForkscopeEvent } from "../events/index.ts"
import type { PackedWorld, World } from "../world/index.ts"
import type { CommandInput, CommandName, CommandResults, RunSummary } from "./commands.ts"
import type { Answer, Refusal } from "./errors.ts"

/** What a page needs to begin: the world as it is, and the events that led there as far back as the log goes. */
export interface Snapshot {
  run: string
  /** The world after its event `world.seq`; batches go on from there. */
  world: World
  /** The newest events up to `world.seq`, oldest first. */
  tail: ForkscopeEvent[]
}

/** A snapshot on its way: long rings by columns are a quarter of the text. */
export interface PackedSnapshot extends Omit<Snapshot, "world"> {
  world: PackedWorld
}

/** What the server says of itself when a viewer connects. */
export interface Welcome {
  version: string
  cores: number
  platform: string
  /** False for a viewer that came with the read-only token. */
  canAct: boolean
  /** The token that lets others watch and nothing else; null for a viewer who has only that one. */
  watchToken: string | null
  /** Version of the Python that programs and labs run with; null: none was found. */
  python: string | null
  /** How to install it here, for the page to say where `python` is null. */
  pythonHint: string
  /** Sentences that every viewer should see, e.g. that the server runs as root. */
  notices: { code: string; text: string }[]
}

export interface ServerToClient {
  welcome: (welcome: Welcome) => void
  runs: (runs: RunSummary[]) => void
  /** Gzipped JSON of a `PackedSnapshot`. Sent on `watch`, and again whenever the viewer fell too far behind. */
  snapshot: (run: string, data: Uint8Array) => void
  /** JSON of `ForkscopeEvent[]` in seq order, encoded once for all viewers; gzipped where `encoding` says so. */
  batch: (run: string, encoding: "json" | "gzip", data: Uint8Array) => void
}

export interface ClientToServer {
  /** Watch one run (and no other); null: none. The snapshot follows. */
  watch: (run: string | null, answer: (answer: { ok: true } | Refusal) => void) => void
  command: <Name extends CommandName>(
    name: Name,
    input: CommandInput<Name>,
    answer: (answer: Answer<CommandResults[Name]>) => void,
  ) => void
}
