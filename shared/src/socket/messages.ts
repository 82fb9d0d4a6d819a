import type { ForkscopeEvent } from "../events/index.ts"
import type { World } from "../world/index.ts"
import type { CommandInput, CommandName, CommandResults, RunSummary } from "./commands.ts"
import type { Answer, Refusal } from "./errors.ts"

/** The start state for a page: the current world, and the newest events before it, as far back as the log goes. */
export interface Snapshot {
  run: string
  /** The world after event `world.seq`; batches continue from there. */
  world: World
  /** The newest events up to `world.seq`, oldest first. */
  tail: ForkscopeEvent[]
}

/** Information about the server, sent when a viewer connects. */
export interface Welcome {
  version: string
  cores: number
  platform: string
  /** False for a viewer with the read-only token. */
  canAct: boolean
  /** The read-only token, for sharing; null for a viewer who has only that one. */
  watchToken: string | null
  /** Version of the Python that programs and labs run with; null: none was found. */
  python: string | null
  /** How to install Python on this machine, shown where `python` is null. */
  pythonHint: string
  /** Messages that every viewer should see, e.g. that the server runs as root. */
  notices: { code: string; text: string }[]
}

export interface ServerToClient {
  welcome: (welcome: Welcome) => void
  runs: (runs: RunSummary[]) => void
  /** Gzipped JSON of a `Snapshot` whose rings are by columns, which makes it a quarter of the size. Sent on `watch`, and again whenever the viewer is too far behind. */
  snapshot: (run: string, data: Uint8Array) => void
  /** JSON of `ForkscopeEvent[]` in seq order, encoded once for all viewers; gzipped if `encoding` is `gzip`. */
  batch: (run: string, encoding: "json" | "gzip", data: Uint8Array) => void
}

export interface ClientToServer {
  /** Watches one run instead of any other; null: none. The snapshot follows. */
  watch: (run: string | null, answer: (answer: { ok: true } | Refusal) => void) => void
  command: <Name extends CommandName>(
    name: Name,
    input: CommandInput<Name>,
    answer: (answer: Answer<CommandResults[Name]>) => void,
  ) => void
}
