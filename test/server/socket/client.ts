import { once } from "node:events"
import { connect, type Socket as TcpSocket } from "node:net"
import { gunzipSync } from "node:zlib"
import type { ForkscopeEvent } from "@forkscope/shared/events"
import type { ClientToServer, ServerToClient, Snapshot, Welcome } from "@forkscope/shared/socket"
import { EMPTY_WORLD, fold, type World } from "@forkscope/shared/world"
import { io, type Socket } from "socket.io-client"

/** A viewer like the page: it folds the events it gets. It also keeps every message. */
export interface TestViewer {
  socket: Socket<ServerToClient, ClientToServer>
  world: World
  /** Events in the order of their arrival, including those of a snapshot's tail. */
  messages: { type: "snapshot" | "batch"; run: string; seq: number; bytes: number }[]
  welcome: Welcome | null
  lists: string[][]
  /** Resolves when the condition holds after some message. */
  until(condition: () => boolean): Promise<void>
  close(): void
}

export function openSocket(port: number, token: unknown, headers: Record<string, string> = {}) {
  const socket: Socket<ServerToClient, ClientToServer> = io(`http://127.0.0.1:${port}`, {
    transports: ["websocket"],
    auth: { token },
    extraHeaders: headers,
    reconnectionDelay: 10,
    reconnectionDelayMax: 20,
    forceNew: true,
  })
  return socket
}

/** Connects and, once accepted, watches the run; also after each reconnect. */
export async function openViewer(port: number, token: string, run: string | null = null): Promise<TestViewer> {
  const socket = openSocket(port, token)
  const waiting = new Set<() => void>()
  const viewer: TestViewer = {
    socket,
    world: EMPTY_WORLD,
    messages: [],
    welcome: null,
    lists: [],
    until: (condition) =>
      new Promise((resolve) => {
        const check = () => {
          if (!condition()) return
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
      }),
    close: () => void socket.close(),
  }
  const changed = () => {
    for (const check of waiting) check()
  }
  socket.on("connect", () => {
    if (run !== null) socket.emit("watch", run, () => {})
  })
  socket.on("welcome", (welcome) => {
    viewer.welcome = welcome
    changed()
  })
  socket.on("runs", (runs) => {
    viewer.lists.push(runs.map(({ id }) => id))
    changed()
  })
  socket.on("snapshot", (id, data) => {
    const { world } = JSON.parse(gunzipSync(data).toString()) as Snapshot
    viewer.world = world
    viewer.messages.push({ type: "snapshot", run: id, seq: world.seq, bytes: data.length })
    changed()
  })
  socket.on("batch", (id, encoding, data) => {
    const text = encoding === "gzip" ? gunzipSync(data) : Buffer.from(data)
    const events = JSON.parse(text.toString()) as ForkscopeEvent[]
    const expected = viewer.world.seq + 1
    if (events[0]?.seq !== expected) throw new Error(`Expected a batch from seq ${expected}, got ${events[0]?.seq}`)
    viewer.world = fold(viewer.world, events)
    viewer.messages.push({ type: "batch", run: id, seq: viewer.world.seq, bytes: data.length })
    changed()
  })
  await viewer.until(() => viewer.lists.length > 0)
  return viewer
}

/** The bytes of a WebSocket handshake, with these headers in place of the usual ones; null leaves a header out. */
export function handshake(port: number, headers: Record<string, string | null> = {}, path?: string): string {
  const all = {
    Host: `127.0.0.1:${port}`,
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    ...headers,
  }
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]))
  return [`GET ${path ?? "/socket.io/?EIO=4&transport=websocket"} HTTP/1.1`, ...lines, "", ""].join("\r\n")
}

/** A viewer that sends raw bytes, for tests of messages that a well-behaved client cannot send. */
export async function rawViewer(port: number, token: string): Promise<{ socket: TcpSocket; send(text: string): void }> {
  const socket = connect(port, "127.0.0.1")
  await once(socket, "connect")
  socket.write(handshake(port))
  await once(socket, "data")
  const send = (text: string) => void socket.write(textFrame(text))
  send(`40${JSON.stringify({ token })}`)
  let heard = ""
  while (!heard.includes('["welcome"')) heard += String((await once(socket, "data"))[0])
  return { socket, send }
}

/** A masked text frame. Its mask is zero, so the text stays readable. */
function textFrame(text: string): Buffer {
  const body = Buffer.from(text)
  const length = body.length < 126 ? [0x80 | body.length] : [0x80 | 126, body.length >> 8, body.length & 255]
  return Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), body])
}
