import type { CommandContext } from "../commands/commands.ts"
import { attachSocket, type SocketOptions } from "../socket/server.ts"
import { createApp } from "./app.ts"
import type { AppOptions } from "./appOptions.ts"
import { refuseUpgrade } from "./refuse.ts"
import { refuseAtDoor } from "./requestGuard.ts"
import { type Tokens, tokenChecker } from "./tokens.ts"

export interface ServerOptions
  extends Omit<AppOptions, "commandContext" | "accessOf">,
    Omit<CommandContext, "onError">,
    Pick<SocketOptions, "welcome"> {
  /** 0: any free port. */
  port: number
  tokens: Tokens
  maxViewers?: number
}

/** The only choice: anyone who can reach this server can start processes. */
const HOST = "127.0.0.1"

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
  const { handlers, logger, maxViewers = 50 } = options
  const commandContext: CommandContext = {
    handlers,
    isDraining: options.isDraining,
    onError: (command, error) => logger.error({ err: error, command }, "a command failed"),
  }
  const accessOf = tokenChecker(options.tokens)
  const app = createApp({ ...options, commandContext, accessOf })
  const socket = attachSocket(app.server, {
    ...options,
    watchToken: options.tokens.watch,
    commandContext,
    accessOf,
    refuseAtDoor,
    refuseUpgrade,
    maxViewers,
  })
  await app.listen({ port: options.port, host: HOST })
  const { port } = app.server.address() as { port: number }
  return {
    url: `http://${HOST}:${port}`,
    port,
    close: async () => {
      await socket.close()
      app.server.closeAllConnections()
      await app.close()
    },
  }
}
