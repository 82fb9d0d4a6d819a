import type { Welcome } from "@forkscope/shared/socket"
import type { Logger } from "pino"
import type { CommandContext, Handlers } from "../commands/commands.ts"
import { attachSocket } from "../socket/server.ts"
import type { Runs } from "../socket/sources.ts"
import { createApp } from "./app.ts"
import type { AppOptions } from "./appOptions.ts"
import { refuseUpgrade } from "./refuse.ts"
import { refuseAtDoor } from "./requestGuard.ts"
import { type Tokens, tokenChecker } from "./tokens.ts"

export interface ServerOptions {
  /** 0: any free port. */
  port: number
  /** The only choice: anyone who can reach this server can start processes. */
  host?: "127.0.0.1"
  tokens: Tokens
  runs: Runs
  handlers: Handlers
  recordings: AppOptions["recordings"]
  /** The folder of the built page. */
  clientDir: string
  /** The page as one file, in which a recording is saved. */
  standalonePage: string
  welcome: Omit<Welcome, "canAct" | "watchToken">
  isDraining(): boolean
  maxViewers?: number
  logger: Logger
}

export interface RunningServer {
  /** Without the token, e.g. `http://127.0.0.1:7423`. */
  url: string
  port: number
  close(): Promise<void>
}

/**
 * Serves the page, the commands and the events of runs on 127.0.0.1.
 *
 * Rejects when the port is in use (`code` is then EADDRINUSE). `close` also ends open connections.
 */
export async function createServer(options: ServerOptions): Promise<RunningServer> {
  const { host = "127.0.0.1", handlers, runs, clientDir, standalonePage, welcome, logger, maxViewers = 50 } = options
  const commandContext: CommandContext = {
    handlers,
    isDraining: options.isDraining,
    onError: (command, error) => logger.error({ err: error, command }, "a command failed"),
  }
  const accessOf = tokenChecker(options.tokens)
  const app = createApp({
    commandContext,
    runs,
    recordings: options.recordings,
    accessOf,
    clientDir,
    standalonePage,
    logger,
  })
  const socket = attachSocket(app.server, {
    watchToken: options.tokens.watch,
    commandContext,
    runs,
    welcome,
    accessOf,
    refuseAtDoor,
    refuseUpgrade,
    maxViewers,
  })
  await app.listen({ port: options.port, host })
  const { port } = app.server.address() as { port: number }
  return {
    url: `http://${host}:${port}`,
    port,
    close: async () => {
      await socket.close()
      app.server.closeAllConnections()
      await app.close()
    },
  }
}
