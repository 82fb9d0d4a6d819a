import { EventEmitter, once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"

export interface CollectedFact {
  type: string
  at: number
  [field: string]: unknown
}

export interface CollectedHello {
  key: string
  pid: number
  ppid: number
  name: string
  role: string
  parent?: string
}

/** Listens where the runtime library tells its facts, and keeps what it hears. */
export class FactCollector {
  readonly path: string
  readonly facts: CollectedFact[] = []
  readonly hellos: CollectedHello[] = []
  /** Keys of the processes whose connection has ended. */
  readonly gone = new Set<string>()
  readonly #folder = mkdtempSync(join(tmpdir(), "forkscope-facts-"))
  readonly #sockets = new Set<Socket>()
  readonly #news = new EventEmitter()
  readonly #server = createServer((socket) => this.#listenTo(socket))

  private constructor() {
    this.path = join(this.#folder, "socket")
  }

  static async open(): Promise<FactCollector> {
    const collector = new FactCollector()
    collector.#server.listen(collector.path)
    await once(collector.#server, "listening")
    return collector
  }

  /** Facts of one type, in the order of their times. */
  of(type: string): CollectedFact[] {
    return this.facts.filter((fact) => fact.type === type).sort((one, other) => one.at - other.at)
  }

  /** Waits until what was heard satisfies the test. */
  async until(test: () => boolean): Promise<void> {
    while (!test()) await once(this.#news, "heard")
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #listenTo(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on("error", () => socket.destroy())
    let hello: CollectedHello | undefined
    createInterface({ input: socket }).on("line", (line) => {
      const message: unknown = JSON.parse(line)
      if (Array.isArray(message)) this.facts.push(...(message as CollectedFact[]))
      else {
        hello = message as CollectedHello
        this.hellos.push(hello)
      }
      this.#news.emit("heard")
    })
    socket.once("close", () => {
      this.#sockets.delete(socket)
      if (hello) this.gone.add(hello.key)
      this.#news.emit("heard")
    })
  }
}
