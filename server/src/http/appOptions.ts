import type { Logger } from "pino"
import type { CommandContext } from "../commands/commands.ts"
import type { Runs } from "../socket/sources.ts"
import type { Access } from "./tokens.ts"

/** What the HTTP side gets from the rest of the server. */
export interface AppOptions {
  commandContext: CommandContext
  runs: Runs
  /** Finds the file of a recording by its id. @throws CommandError NOT_FOUND, READ_ONLY. Null: nothing is recorded. */
  recordings: { fileOf(id: string, canAct: boolean): Promise<string> } | null
  accessOf: (token: unknown) => Access | null
  /** The folder of the built page. */
  clientDir: string
  /** The page as one file, in which a recording is saved. */
  standalonePage: string
  logger: Logger
}
