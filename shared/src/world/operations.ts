import type { ForkscopeEvent } from "../events/index.ts"
import type { Target } from "./entities/target.ts"

/** The common prefix of the names of an operation's two events: `queue.put` of `queue.put.started`. */
type Name<Event = ForkscopeEvent> = Event extends { type: `${infer Start}.started`; op: number } ? Start : never

/** An event that begins an operation. Its caller is blocked until the `finished` event with the same `op`. */
export type Started<Of extends Name = Name> = Extract<ForkscopeEvent, { type: `${Of}.started` }>
export type Finished<Of extends Name = Name> = Extract<ForkscopeEvent, { type: `${Of}.finished` }>

/** The sum to which the times of an operation are added, e.g. in the comparison of runs. */
export type SumId = "put" | "get" | "acquire" | "join" | "sleep" | "result" | "pipe" | "call"

interface Operation<Of extends Name> {
  readonly started: `${Of}.started`
  readonly finished: `${Of}.finished`
  target(event: Started<Of>): Target
  /** The name of the method that a program calls. */
  readonly method: string
  readonly sum: SumId
}

const operation = <Of extends Name>(
  name: Of,
  target: (event: Started<Of>) => Target,
  method: string,
  sum: SumId,
): Operation<Of> => ({ started: `${name}.started`, finished: `${name}.finished`, target, method, sum })

/**
 * All operations, that is, calls in which a program can wait. This table determines how an operation begins and ends in
 * a world, its name, and the sum it is added to. Other effects of its end are in the reducer of the entity it refers
 * to.
 */
export const OPERATIONS = {
  put: operation("queue.put", ({ queue }) => ({ kind: "queue", id: queue }), "put", "put"),
  get: operation("queue.get", ({ queue }) => ({ kind: "queue", id: queue }), "get", "get"),
  acquire: operation("lock.acquire", ({ lock }) => ({ kind: "lock", id: lock }), "acquire", "acquire"),
  join: operation("join", ({ target }) => joined(target), "join", "join"),
  sleep: operation("sleep", () => ({ kind: "time" }), "sleep", "sleep"),
  result: operation(
    "result.wait",
    ({ pool, task }) => (task === undefined ? { kind: "pool", id: pool } : { kind: "task", id: task, pool }),
    "get",
    "result",
  ),
  send: operation("pipe.send", ({ pipe, end = null }) => ({ kind: "pipe", id: pipe, end }), "send", "pipe"),
  recv: operation("pipe.recv", ({ pipe, end = null }) => ({ kind: "pipe", id: pipe, end }), "recv", "pipe"),
  call: operation(
    "proxy.call",
    ({ manager = null, object, method }) => ({ kind: "manager", id: manager, call: `${object}.${method}()` }),
    "call",
    "call",
  ),
} as const

export type OpKind = keyof typeof OPERATIONS
export const OP_KINDS = Object.keys(OPERATIONS) as [OpKind, ...OpKind[]]

const kindsBy = (event: "started" | "finished"): ReadonlyMap<string, OpKind> =>
  new Map(OP_KINDS.map((kind) => [OPERATIONS[kind][event], kind]))
const STARTED = kindsBy("started")
const FINISHED = kindsBy("finished")

export const isStarted = (event: ForkscopeEvent): event is Started => STARTED.has(event.type)
export const isFinished = (event: ForkscopeEvent): event is Finished => FINISHED.has(event.type)

export function kindOf({ type }: Started | Finished): OpKind {
  const kind = STARTED.get(type) ?? FINISHED.get(type)
  if (!kind) throw new Error(`Expected an event that begins or ends an operation, got ${type}: add it to OPERATIONS`)
  return kind
}

export function targetOf(event: Started): Target {
  const { target } = OPERATIONS[kindOf(event)] as { target(event: Started): Target }
  return target(event)
}

function joined(target: Started<"join">["target"]): Target {
  if ("proc" in target) return { kind: "process", id: target.proc }
  if ("pool" in target) return { kind: "pool", id: target.pool }
  return "queue" in target ? { kind: "queue", id: target.queue } : { kind: "thread", tid: target.thread }
}
