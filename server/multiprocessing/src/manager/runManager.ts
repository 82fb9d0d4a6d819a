import { Socket } from "node:net"
import { describeError } from "../errors.ts"
import { lineReader } from "../observe/lines.ts"
import { JoinableQueue, Queue } from "../queue/queue.ts"
import { BOOT_DESCRIPTOR } from "../self/boot.ts"
import { become, type Identity } from "../self/identity.ts"
import { Event, Lock, RLock, Semaphore, Value } from "../sync/sync.ts"
import { decode, encode, type Shared } from "../wire/codec.ts"

/** Requests from a manager's parent, one line of JSON each. */
export type ManagerRequest = { identity: Identity } | { make: ManagedType; args: string }
/** Answers of a manager, one line each: base64 of the pickled object or the error's description. */
export type ManagerAnswer = { object: string } | { error: string }

const makers = {
  Queue: (maxsize?: number) => new Queue(maxsize, "manager"),
  JoinableQueue: (maxsize?: number) => new JoinableQueue(maxsize),
  Lock: () => new Lock(),
  RLock: () => new RLock(),
  Semaphore: (value?: number) => new Semaphore(value),
  Event: () => new Event(),
  Value: (value: unknown) => new Value(value),
} as const
export type ManagedType = keyof typeof makers

/** Runs a manager: makes objects for its parent and keeps them for all, until its parent closes the socket or dies. */
export function runManager(): void {
  // Ctrl-C goes to all processes of a terminal; the others still need the manager's objects to end in order.
  process.on("SIGINT", () => {})
  const socket = new Socket({ fd: BOOT_DESCRIPTOR, readable: true, writable: true })
  const reply = (line: string) => socket.write(`${JSON.stringify(answer(JSON.parse(line) as ManagerRequest))}\n`)
  socket.on("data", lineReader(Number.POSITIVE_INFINITY, reply))
  socket.on("error", () => process.exit(0))
  socket.on("close", () => process.exit(0))
}

function answer(request: ManagerRequest): ManagerAnswer {
  try {
    if ("identity" in request) {
      become(request.identity)
      return { object: "" }
    }
    const args = decode(Buffer.from(request.args, "base64")) as [never]
    const object: Shared = makers[request.make](...args)
    return { object: encode(object).toString("base64") }
  } catch (error) {
    return { error: encode(describeError(error)).toString("base64") }
  }
}
