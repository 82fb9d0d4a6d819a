import { rmSync } from "node:fs"
import net from "node:net"
import { lineReader } from "@forkscope/multiprocessing/observe/lines.ts"
import { isObject, parseJson } from "@forkscope/shared/base"

/** The first line of a connection: who sends on it. */
export interface Hello {
  forkscope: 1
  key: string
  pid: number
  ppid: number
  name: string
  role: "main" | "child" | "worker" | "manager"
  parent?: string
  /** Set on the connection of a probe; absent on one of the runtime library. */
  probe?: "node"
  /** Version of the interpreter, with `probe`. */
  version?: string
  /** Set on a further connection of a known process: the id of its thread. */
  thread?: number
  /** True on the connection over which a lab's kernel receives lines; it sends no facts. */
  lab?: boolean
}

export interface ListenerHandlers {
  hello(hello: Hello): void
  /** Called with values that may be facts. */
  facts(facts: object[], from: Hello): void
  /**
   * Called for a line that is not JSON, a connection that does not begin with a hello, and lines that caused an error.
   */
  invalid(reason: string): void
  /** Called when a connection could not be accepted: the facts of its process are missing. */
  failed(error: Error): void
  lab(socket: net.Socket): void
  gone(hello: Hello): void
}

/** Longest line that is read. A batch of facts is a few kB; a longer line comes from a faulty program. */
const MAX_LINE = 8_000_000

/**
 * Listens on a Unix socket for the processes of one run.
 *
 * A connection is read to its end even if its process was killed: what it had written is in the kernel's buffer.
 */
export async function listen(path: string, handlers: ListenerHandlers): Promise<{ close(): void }> {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    let hello: Hello | undefined
    socket.on("error", () => socket.destroy())
    socket.once("close", () => {
      sockets.delete(socket)
      if (hello && !hello.lab) handlers.gone(hello)
    })
    const take = (line: string) => {
      const message = parseJson(line)
      if (hello && Array.isArray(message)) {
        const facts = message.filter(isObject)
        handlers.facts(facts, hello)
        if (facts.length < message.length) handlers.invalid(`Expected facts, got ${line.slice(0, 80)}`)
      } else if (!hello && isHello(message)) {
        hello = message
        if (message.lab) handlers.lab(socket)
        else handlers.hello(message)
      } else handlers.invalid(`Expected ${hello ? "an array of facts" : "a hello"}, got ${line.slice(0, 80)}`)
    }
    const read = lineReader(MAX_LINE, (line) => {
      try {
        take(line)
      } catch (error) {
        handlers.invalid(String(error))
      }
    })
    socket.on("data", (bytes: Buffer) => {
      if (read(bytes)) return
      handlers.invalid(`Expected lines of at most ${MAX_LINE} characters`)
      socket.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(path, resolve)
  })
  server.on("error", handlers.failed)
  return {
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
      rmSync(path, { force: true })
    },
  }
}

function isHello(value: unknown): value is Hello {
  if (!isObject(value) || value.forkscope !== 1) return false
  return value.lab === true || (typeof value.key === "string" && typeof value.pid === "number")
}
