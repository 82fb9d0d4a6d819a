import { type ClientToServer, type Refusal, refusal, type ServerToClient } from "@forkscope/shared/socket"
import type { Socket } from "socket.io"
import { type CommandContext, runCommand } from "../commands/commands.ts"
import type { Channels } from "./channel.ts"
import { Outbox, type Wire } from "./outbox.ts"
import type { Runs } from "./sources.ts"

export interface ViewerData {
  canAct: boolean
}
export type ViewerSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, ViewerData>

/** What all viewers of one server share. */
export interface ServerContext {
  commandContext: CommandContext
  runs: Runs
  channels: Channels
}

/** Commands of one viewer that may run at the same time. */
const COMMANDS_AT_ONCE = 64
/** Answers that may wait for a viewer that does not read. */
const UNREAD_ANSWERS = 1000

type Ack = (answer: { ok: true } | Refusal) => void

/** One connected page: handles its calls, and sends it the list of runs and the run it watches. */
export class Viewer {
  readonly #context: ServerContext
  readonly #socket: ViewerSocket
  readonly #outbox: Outbox
  #isListDue = true
  #commands = 0
  #unread = 0

  constructor(socket: ViewerSocket, context: ServerContext) {
    this.#context = context
    this.#socket = socket
    this.#outbox = new Outbox(wireOf(socket))
    // Events are not passed on to socket.io's own dispatch: it would throw an event named "error".
    socket.use((event) => this.#handle(event))
    socket.on("error", () => {})
    const { transport } = socket.conn
    const pump = () => this.#pump()
    transport.on("ready", pump)
    socket.once("disconnect", () => {
      transport.off("ready", pump)
      this.#outbox.watch(null)
    })
  }

  /** The list of runs changed. The current list is sent when the wire is idle, so lists do not queue up. */
  listChanged(): void {
    this.#isListDue = true
    this.#pump()
  }

  #pump(): void {
    if (isIdle(this.#socket)) {
      this.#unread = 0
      if (this.#isListDue) {
        this.#isListDue = false
        this.#socket.emit("runs", this.#context.runs.list())
      }
    }
    this.#outbox.pump()
  }

  /** Handles an event from outside: any name, any arguments, with or without an acknowledgement. */
  #handle([name, ...args]: readonly unknown[]): void {
    const ack = typeof args.at(-1) === "function" ? (args.pop() as Ack) : null
    const answer: Ack = (result) => {
      ack?.(result)
      // Answers cannot be discarded: a viewer that sends requests but does not read the answers is disconnected.
      this.#unread = isIdle(this.#socket) ? 0 : this.#unread + 1
      // An orderly close would wait until the viewer reads.
      if (this.#unread > UNREAD_ANSWERS) this.#socket.request.socket.destroy()
    }
    if (name === "watch") {
      if (args.length === 1) answer(this.#watch(args[0]))
      else answer(refusal("INVALID", `Expected watch with one argument and an acknowledgement, got ${args.length}.`))
    } else if (name === "command") {
      if (args.length === 2) this.#command(args[0], args[1], answer)
      else answer(refusal("INVALID", `Expected command with a name and an input, got ${args.length} arguments.`))
    } else {
      answer(refusal("NOT_FOUND", "Expected the event watch or command."))
    }
  }

  #watch(id: unknown): { ok: true } | Refusal {
    if (id !== null && typeof id !== "string") {
      return refusal("INVALID", `Expected the id of a run or null, got ${typeof id}.`)
    }
    const run = id === null ? null : this.#context.runs.get(id)
    if (run === undefined)
      return refusal("NOT_FOUND", `Expected the id of a run, got ${JSON.stringify(id).slice(0, 80)}.`)
    this.#outbox.watch(run && this.#context.channels.of(run))
    return { ok: true }
  }

  #command(name: unknown, input: unknown, answer: Ack): void {
    if (this.#commands >= COMMANDS_AT_ONCE) {
      answer(refusal("LIMIT", `Expected at most ${COMMANDS_AT_ONCE} commands under way at once.`))
      return
    }
    this.#commands += 1
    runCommand(this.#context.commandContext, name, input, this.#socket.data.canAct).then((result) => {
      this.#commands -= 1
      answer(result)
    })
  }
}

/** True when the kernel has taken all that was sent: then socket.io's transport is writable again. */
function isIdle(socket: ViewerSocket): boolean {
  return socket.conn.transport.writable
}

function wireOf(socket: ViewerSocket): Wire {
  return {
    isIdle: () => isIdle(socket),
    sendSnapshot: (run, data) => void socket.emit("snapshot", run, data),
    sendBatch: (run, { encoding, data }) => void socket.emit("batch", run, encoding, data),
  }
}
