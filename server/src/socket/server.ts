import { once } from "node:events"
import { createServer, type Server as HttpServer, type IncomingMessage } from "node:http"
import type { Duplex } from "node:stream"
import { setTimeout as sleep } from "node:timers/promises"
import { type ClientToServer, type Refusal, refusal, type ServerToClient, type Welcome } from "@forkscope/shared/socket"
import { Server } from "socket.io"
import { Channels } from "./channel.ts"
import { type ServerContext, Viewer, type ViewerData, type ViewerSocket } from "./viewer.ts"

export interface SocketOptions extends Omit<ServerContext, "channels"> {
  welcome: Omit<Welcome, "canAct" | "watchToken">
  /** Sent to viewers that may act, so that they can share it. */
  watchToken: string
  /** What a token allows; null: nothing. */
  accessOf: (token: unknown) => "act" | "watch" | null
  /** Whether a handshake is accepted at all; null: yes. */
  refuseAtDoor: (request: IncomingMessage) => Refusal | null
  /** Answers a handshake with a refusal. */
  refuseUpgrade: (request: IncomingMessage, socket: Duplex, refusal: Refusal) => void
  /** Most viewers at the same time. */
  maxViewers: number
}

const SOCKET_PATH = "/socket.io/"
/** Milliseconds that viewers have to close their connections when the server stops. */
const GOODBYE = 300

/**
 * Adds the socket side to an existing HTTP server.
 *
 * socket.io does not get the HTTP server itself: it would answer requests before the request guard, and a handshake
 * that names a session bypasses its `allowRequest`. Here every handshake is checked first and then passed to socket.io.
 */
export function attachSocket(http: HttpServer, options: SocketOptions): { close(): Promise<void> } {
  const { runs, commandContext, welcome, watchToken, accessOf, maxViewers } = options
  const io = new Server<ClientToServer, ServerToClient, Record<string, never>, ViewerData>(createServer(), {
    path: SOCKET_PATH,
    transports: ["websocket"],
    allowUpgrades: false,
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
    maxHttpBufferSize: 1024 * 1024,
    // Closes connections that do not introduce themselves.
    connectTimeout: 5000,
    pingInterval: 15_000,
    pingTimeout: 15_000,
  })
  const viewers = new Set<Viewer>()
  const connections = new Set<Duplex>()
  const context: ServerContext = { commandContext, runs, channels: new Channels() }

  const refuse = (request: IncomingMessage): Refusal | null => {
    const atDoor = options.refuseAtDoor(request)
    if (atDoor) return atDoor
    if (!isHandshake(request)) return refusal("NOT_FOUND", `Expected a WebSocket handshake at ${SOCKET_PATH}.`)
    if (commandContext.isDraining()) return refusal("DRAINING", "The server is stopping.")
    if (io.engine.clientsCount < maxViewers) return null
    return refusal("LIMIT", `Expected at most ${maxViewers} viewers at once; close another page.`)
  }
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refused = refuse(request)
    if (refused) {
      options.refuseUpgrade(request, socket, refused)
      return
    }
    connections.add(socket)
    socket.once("close", () => connections.delete(socket))
    // engine.io adds the fields it needs to the request, but its type demands them.
    io.engine.handleUpgrade(request as Parameters<typeof io.engine.handleUpgrade>[0], socket, head)
  }
  http.on("upgrade", onUpgrade)

  io.use((socket, next) => {
    const access = accessOf(socket.handshake.auth.token)
    if (access === null) return next(unauthenticated())
    socket.data.canAct = access === "act"
    next()
  })
  io.on("connection", (socket: ViewerSocket) => {
    const { canAct } = socket.data
    socket.emit("welcome", { ...welcome, canAct, watchToken: canAct ? watchToken : null })
    const viewer = new Viewer(socket, context)
    viewers.add(viewer)
    viewer.listChanged()
    socket.once("disconnect", () => viewers.delete(viewer))
  })
  const stopListening = runs.onChange(() => {
    for (const viewer of viewers) viewer.listChanged()
  })

  return {
    close: async () => {
      stopListening()
      http.off("upgrade", onUpgrade)
      io.engine.close()
      // A viewer that does not read can't complete the close, and the HTTP server no longer counts these connections as
      // its own.
      const gone = [...connections].map((socket) => once(socket, "close").catch(() => {}))
      await Promise.race([Promise.all(gone), sleep(GOODBYE, undefined, { ref: false })])
      for (const socket of connections) socket.destroy()
    },
  }
}

/** The only accepted form of handshake: a WebSocket from the start, no session of an earlier transport. */
function isHandshake(request: IncomingMessage): boolean {
  const [path, parameters] = (request.url ?? "").split("?", 2)
  const query = new URLSearchParams(parameters)
  return (
    request.method === "GET" &&
    path === SOCKET_PATH &&
    request.headers.upgrade?.toLowerCase() === "websocket" &&
    query.get("transport") === "websocket" &&
    query.get("EIO") === "4" &&
    !query.has("sid")
  )
}

function unauthenticated(): Error {
  const data = refusal("UNAUTHENTICATED", "Expected the token of this server.")
  return Object.assign(new Error(data.message), { data })
}
