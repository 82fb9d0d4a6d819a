import { z } from "zod"
import { errorInfo, site } from "../events/define.ts"
import { CHUNK, type Ring, type World } from "../world/index.ts"
import { columnsOf, rowsBy } from "./columns.ts"

/*
 * A checkpoint saves folding what came before; it is the one thing in a file that no reduce has made here. What is none in its
 * every field is passed over, for the events say the same: drawings need not fear what is in a world.
 */
const number = z.number()
const id = number.nullable()
const text = z.string()
const words = text.nullable()
const yes = z.boolean()
const table = <Shape extends z.ZodType>(shape: Shape) => z.record(z.string().regex(/^\d{1,15}$/), shape)
const named = <Shape extends z.ZodType>(shape: Shape) => z.record(text, shape)
const ring = <Shape extends z.ZodRawShape>(shape: z.ZodObject<Shape>) =>
  z.object({ limit: number, dropped: number, chunks: z.array(rowsBy(shape)) })

const where = { seq: number, site: site.nullable() }
const sample = z.object({ at: number, cpu: number, queued: number })
const opKind = z.enum(["put", "get", "join", "sleep", "result", "acquire", "send", "recv", "call"])

const run = z.object({
  name: text,
  kind: z.enum(["lab", "program", "attached"]),
  argv: z.array(text),
  language: z.enum(["node", "python"]).nullable(),
  cores: number,
  wallClock: number,
  containment: z.enum(["strong", "weak"]),
  allowed: z.object({ processes: number, memoryBytes: number, descriptors: number }).nullable(),
  ended: z
    .object({
      at: number,
      outcome: z.enum(["exited", "leaked", "limited", "lost", "stopped"]),
      exitCode: id,
      leaked: z.array(number),
    })
    .nullable(),
  notices: z.array(z.object({ at: number, code: text, text })),
  limits: z.array(z.object({ at: number, limit: text, value: number, text })),
  dropped: z.object({ facts: number, output: number, invalid: number }),
})

const thread = z.object({
  tid: number,
  name: text,
  role: z.enum(["main", "user", "feeder", "pool", "helper"]).nullable(),
  frame: site.extend({ at: number, seq: number, function: text, stack: z.array(site) }).nullable(),
  startedAt: number,
  exitedAt: id,
  samples: z.array(sample),
})

const slice = z.object({
  ...where,
  kind: z.union([opKind, z.enum(["task", "line"])]),
  start: number,
  end: number,
  label: text,
  outcome: text,
  queue: id,
  pool: id,
  task: id,
  item: id,
  lock: id,
  tid: id,
})

const process = z.object({
  id: number,
  parent: id,
  name: text,
  target: words,
  args: words,
  daemon: yes,
  startMethod: text,
  role: z.enum(["main", "child", "worker", "manager", "helper"]),
  pid: id,
  ppid: number,
  startTime: number,
  argv: z.array(text),
  createdAt: number,
  spawnedAt: id,
  exitedAt: id,
  reapedAt: id,
  exitCode: id,
  isStopped: yes,
  site: site.nullable(),
  probe: z.object({ kind: z.enum(["python", "node"]), version: text }).nullable(),
  orphanOf: id,
  joinedBy: z.array(number),
  told: z.object({ created: id, spawned: id, exited: id, orphaned: id }),
  signals: z.array(z.object({ at: number, signal: text, from: id })),
  checks: z.array(z.object({ at: number, alive: yes })),
  memory: z.object({ rss: number, shared: id, private: id }).nullable(),
  wchan: words,
  core: number,
  letter: text,
  samples: ring(sample),
  threads: table(thread),
  slices: ring(slice),
})

const op = z.object({
  ...where,
  id: number,
  kind: opKind,
  proc: number,
  tid: id,
  startedAt: number,
  timeout: id,
  queue: id,
  pool: id,
  task: id,
  lock: id,
  pipe: id,
  end: z.union([z.literal(0), z.literal(1)]).nullable(),
  target: id,
  targetThread: id,
  value: words,
  block: yes,
  isAbandoned: yes,
})

const queue = z.object({
  ...where,
  id: number,
  owner: number,
  name: text,
  kind: z.enum(["queue", "joinable", "simple", "manager"]),
  maxsize: number,
  isClosed: yes,
  depth: number,
  items: z.array(z.object({ id: number, value: text, from: number, at: number, isBuffered: yes })),
  puts: number,
  gets: number,
  buffered: table(number),
  unfinished: id,
  moves: ring(
    z.object({ at: number, verb: z.enum(["put", "get", "full", "empty"]), item: id, proc: number, value: text }),
  ),
  depths: ring(z.object({ at: number, depth: number })),
  producers: z.array(number),
  consumers: z.array(number),
  checks: z.array(z.object({ at: number, proc: number, question: text, answer: z.union([yes, number]) })),
  cutOff: z.array(z.object({ ...where, proc: number, kind: z.enum(["put", "get"]), at: number })),
})

const pool = z.object({
  ...where,
  id: number,
  owner: number,
  kind: z.enum(["pool", "threadPool", "processExecutor", "threadExecutor"]),
  name: text,
  size: number,
  isClosed: yes,
  isTerminated: yes,
  isJoined: yes,
  slots: z.array(
    z.object({
      slot: number,
      worker: id,
      thread: id,
      state: z.enum(["starting", "idle", "busy", "gone"]),
      task: id,
      done: number,
      workers: number,
    }),
  ),
  submitted: number,
  finished: number,
  failed: number,
  backlog: z.array(number),
  uncounted: number,
  unreadErrors: number,
})

const task = z.object({
  id: number,
  index: number,
  pool: number,
  by: number,
  fn: text,
  args: text,
  state: z.enum(["pending", "running", "done", "failed", "cancelled"]),
  worker: id,
  slot: id,
  submittedAt: number,
  startedAt: id,
  finishedAt: id,
  result: words,
  error: errorInfo.nullable(),
  isRead: yes,
  calls: number,
  site: site.nullable(),
  told: z.object({ submitted: number, started: id, finished: id }),
})

const lock = z.object({
  ...where,
  id: number,
  kind: text,
  name: text,
  owner: number,
  value: number,
  holders: z.array(z.object({ ...where, proc: number, tid: id, since: number })),
  releasers: z.array(number),
  acquires: number,
  waited: number,
})

const pipe = z.object({
  ...where,
  id: number,
  owner: number,
  name: text,
  isDuplex: yes,
  sent: number,
  received: number,
  users: z.array(z.object({ proc: number, end: z.union([z.literal(0), z.literal(1)]), isClosed: yes })),
})

const line = z.object({
  id: number,
  code: text,
  state: z.enum(["submitted", "running", "ok", "error", "interrupted"]),
  submittedAt: number,
  startedAt: id,
  finishedAt: id,
  value: words,
  error: errorInfo.nullable(),
})

const world = z.object({
  seq: number,
  at: number,
  run: run.nullable(),
  processes: table(process),
  queues: table(queue),
  pools: table(pool),
  tasks: table(task),
  locks: table(lock),
  pipes: table(pipe),
  ops: table(op),
  lines: table(line),
  names: named(z.object({ kind: z.enum(["process", "queue", "pool", "lock"]), id: number })),
  sources: named(text),
  output: ring(z.object({ at: number, proc: id, stream: z.enum(["stdout", "stderr", "pty"]), text })),
  anomalies: ring(z.object({ seq: number, text })),
}) satisfies z.ZodType<World>

/** The world that a checkpoint holds; null if it is none in its every field. Who writes one of his own gets to see that. */
export const readWorld = (checkpoint: unknown): World | null => world.safeParse(checkpoint).data ?? null

/** Chunks that are full stay as they are in all worlds that have them. */
const known = new WeakMap<object, ReturnType<typeof columnsOf>>()

/** The world as a checkpoint holds it: the long rings by columns. */
export const packed = ({ processes, queues, ...rest }: World): unknown => ({
  ...rest,
  processes: mapValues(processes, (one) => ({
    ...one,
    samples: packedRing(one.samples),
    slices: packedRing(one.slices),
  })),
  queues: mapValues(queues, (one) => ({ ...one, moves: packedRing(one.moves), depths: packedRing(one.depths) })),
})

function packedRing<Value extends object>({ chunks, ...rest }: Ring<Value>): unknown {
  const packedChunk = (chunk: readonly Value[]) => {
    const columns = known.get(chunk) ?? columnsOf(chunk as readonly Record<string, unknown>[])
    if (chunk.length === CHUNK) known.set(chunk, columns)
    return columns
  }
  return { ...rest, chunks: chunks.map(packedChunk) }
}

const mapValues = <Value>(table: Readonly<Record<number, Value>>, change: (value: Value) => unknown) =>
  Object.fromEntries(Object.entries(table).map(([key, value]) => [key, change(value)]))
