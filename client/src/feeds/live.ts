import type { ForkscopeEvent } from "@forkscope/shared/events"
import type {
  Answer,
  ClientToServer,
  CommandInput,
  CommandName,
  CommandResults,
  ServerToClient,
  Snapshot,
} from "@forkscope/shared/socket"
import { io, type Socket } from "socket.io-client"
import { decodeGzip, decodeJson, InOrder } from "./decode.ts"
import type { Feed, FeedListener } from "./feed.ts"

/** ms after which an unanswered command has failed. */
const PATIENCE = 10_000

/** Connects to the server that this page came from. Reconnects by itself, then watches the same run again. */
export function liveFeed(token: string, listener: FeedListener): Feed {
  const socket: Socket<ServerToClient, ClientToServer> = io({ transports: ["websocket"], auth: { token } })
  let watched: string | null = null
  const decoding = new InOrder((error) => {
    console.error("A message could not be read; asking for a new snapshot.", error)
    sendWatch()
  })

  function sendWatch(): void {
    if (socket.connected) socket.emit("watch", watched, () => {})
  }

  socket.on("connect", () => {
    listener.onConnection("connected")
    if (watched !== null) sendWatch()
  })
  socket.on("disconnect", (reason) => {
    listener.onConnection("disconnected")
    // After this reason alone the library does not reconnect.
    if (reason === "io server disconnect") socket.connect()
  })
  socket.on("connect_error", (error) => {
    if (isRefusal(error)) {
      listener.onConnection("tokenWrong")
      socket.close()
    } else listener.onConnection("disconnected")
  })
  socket.on("welcome", (welcome) => listener.onWelcome(welcome))
  socket.on("runs", (runs) => listener.onRuns(runs))
  socket.on("snapshot", (run, data) => {
    decoding.add(async () => {
      const snapshot = await decodeGzip<Snapshot>(bytes(data))
      if (run === watched) listener.onSnapshot(snapshot)
    })
  })
  socket.on("batch", (run, encoding, data) => {
    decoding.add(async () => {
      if (run !== watched) return
      const events =
        encoding === "gzip"
          ? await decodeGzip<ForkscopeEvent[]>(bytes(data))
          : decodeJson<ForkscopeEvent[]>(bytes(data))
      if (run === watched) listener.onEvents(run, events)
    })
  })

  return {
    watch(run) {
      watched = run
      sendWatch()
    },
    async command<Name extends CommandName>(name: Name, input: CommandInput<Name>) {
      try {
        return (await socket.timeout(PATIENCE).emitWithAck("command", name, input as never)) as Answer<
          CommandResults[Name]
        >
      } catch {
        return { ok: false, code: "INTERNAL", message: "" } as const
      }
    },
    recording: async (id, from = 0) =>
      new Uint8Array(await (await ask(`recordings/${id}?from=${from}`, token)).arrayBuffer()),
    standalonePage: async () => await (await ask("standalone", token)).text(),
    close: () => void socket.close(),
  }
}

/** @throws Error with a sentence for the user. */
async function ask(what: string, token: string): Promise<Response> {
  const answer = await fetch(`/api/${what}`, { headers: { Authorization: `Bearer ${token}` } })
  if (answer.ok) return answer
  const refusal = (await answer.json().catch(() => null)) as { message?: string } | null
  throw new Error(refusal?.message ?? `Expected a file, got the answer ${answer.status}`)
}

/** socket.io hands binary over as an ArrayBuffer in browsers. */
function bytes(data: Uint8Array | ArrayBuffer): Uint8Array {
  return data instanceof Uint8Array ? data : new Uint8Array(data)
}

/** Whether the server answered and refused, rather than not answering. */
function isRefusal(error: Error & { data?: unknown }): boolean {
  const { code } = (error.data ?? {}) as { code?: unknown }
  return code === "UNAUTHENTICATED" || error.message.includes("UNAUTHENTICATED")
}
