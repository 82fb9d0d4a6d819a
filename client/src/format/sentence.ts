import type { EventOf, EventType, ForkscopeEvent } from "@forkscope/shared/events"
import { callText, nameOf, threadName } from "@forkscope/shared/names"
import {
  type EntityRef,
  type Finished,
  isBounded,
  isFinished,
  isStarted,
  kindOf,
  type Started,
  type Target,
  targetOf,
  type World,
} from "@forkscope/shared/world"
import { memoryOfBytes } from "./format.ts"
import { LANGUAGES } from "./languages.ts"
import { operationKey } from "./operationTexts.ts"

/** A text key (of the namespace `events` unless it names one) and the values of its placeholders. */
export interface Sentence {
  readonly key: string
  readonly values: Readonly<Record<string, string | number>>
}

type Values = Sentence["values"]
type Operated = Started | Finished
type Said = readonly [variant: string | null, values: Values]

/**
 * For every event except those of operations: the variant of its sentence, and its values besides the process (`who`).
 * A missing event does not compile.
 */
const said: { [Type in Exclude<EventType, Operated["type"]>]: (event: EventOf<Type>, say: Say) => Said } = {
  "host.joined": (e) => [null, { name: e.name, cores: e.cores, kernel: e.kernel }],
  "host.clock.measured": (e) => [null, { host: e.host, offset: ms(e.offset), error: ms(e.error) }],
  "process.created": (e, say) => [null, { who: say.process(e.parent), what: e.name, call: call(e.target, e.args) }],
  "process.spawned": (e, say) => [
    e.parent === undefined ? "alone" : "byParent",
    { parent: say.process(e.parent), pid: e.pid },
  ],
  "process.merged": (e, say) => [null, { who: say.process(e.into) }],
  "process.execed": (e) => [null, { argv: short(e.argv.join(" ")) }],
  "process.titled": (e) => [null, { title: e.title }],
  "process.signaled": (e, say) => [
    e.from === undefined ? "byForkscope" : "byProcess",
    { signal: e.signal, from: say.process(e.from) },
  ],
  "process.stopped": () => [null, {}],
  "process.continued": () => [null, {}],
  "process.exited": (e) => [
    e.exitCode === null ? "unknown" : e.exitCode < 0 ? "signal" : "code",
    { code: e.exitCode ?? "?", signal: Math.abs(e.exitCode ?? 0) },
  ],
  "process.reaped": (e) => [null, { code: e.exitCode ?? "?" }],
  "process.reparented": (e, say) => [
    e.parent === null ? "outside" : "inside",
    { parent: say.process(e.parent ?? undefined), ppid: e.ppid },
  ],
  "process.opaque": (e) => [e.reason, { language: LANGUAGES[e.language], detail: e.detail ?? "" }],
  "process.handler.set": (e) => [e.isInherited ? "inherited" : e.isFunction ? "set" : "unset", { signal: e.signal }],
  "process.raised": (e) => [
    e.thread === undefined ? "process" : "thread",
    { thread: e.thread ?? "", error: errorOf({ error: e.error }) },
  ],
  "process.checked": (e, say) => [e.alive ? "alive" : "ended", { from: say.process(e.from) }],
  "process.probed": (e) => [e.probe, { version: e.version }],
  "process.observed": (e) => [e.calls, { observes: e.observes.join(", ") }],
  "process.sampled": (e) => [null, { cpu: ms(e.cpu), queued: ms(e.queued) }],
  "thread.started": (e) => [null, { thread: e.name || e.tid }],
  "thread.exited": (e) => [null, { thread: e.tid }],
  "thread.sampled": (e) => [null, { thread: e.tid, cpu: ms(e.cpu) }],
  "thread.blocked": (e) => [
    e.call,
    { thread: e.tid, fd: e.fd ?? "?", file: e.file ?? "?", seconds: Math.round(e.slept / 1e5) / 10 },
  ],
  "thread.unblocked": (e) => [null, { thread: e.tid }],
  "frame.sampled": (e) => [null, { file: e.file, line: e.line, fn: e.function }],
  "queue.created": (e, say) => [
    isBounded({ maxsize: e.maxsize } as Parameters<typeof isBounded>[0]) ? "bounded" : "unbounded",
    { queue: say.queue(e.queue), maxsize: e.maxsize },
  ],
  "queue.item.written": (e, say) => [null, { queue: say.queue(e.queue) }],
  "queue.checked": (e, say) => [null, { queue: say.queue(e.queue), question: e.question, answer: String(e.answer) }],
  "queue.task.done": (e, say) => [null, { queue: say.queue(e.queue), unfinished: e.unfinished }],
  "queue.closed": (e, say) => [null, { queue: say.queue(e.queue) }],
  "queue.sampled": (e, say) => [null, { queue: say.queue(e.queue), puts: e.puts, gets: e.gets, depth: e.depth }],
  "pool.created": (e, say) => [null, { pool: say.pool(e.pool), count: e.size }],
  "pool.worker.added": (e, say) => [null, { pool: say.pool(e.pool), who: say.process(e.worker), slot: e.slot }],
  "pool.worker.ready": (e, say) => [null, { who: say.process(e.worker), slot: e.slot }],
  "pool.worker.removed": (e, say) => [e.reason, { who: say.process(e.worker), slot: e.slot }],
  "pool.closed": (e, say) => [null, { pool: say.pool(e.pool) }],
  "pool.terminated": (e, say) => [null, { pool: say.pool(e.pool) }],
  "pool.joined": (e, say) => [null, { pool: say.pool(e.pool) }],
  "pool.sampled": (e, say) => [
    e.interval === 0 ? "corrected" : "counted",
    { pool: say.pool(e.pool), submitted: e.submitted, finished: e.finished, pending: e.pending },
  ],
  "task.submitted": (e, say) => [null, { task: say.task(e.task), call: call(e.fn, e.args), pool: say.pool(e.pool) }],
  "task.started": (e, say) => [null, { task: say.task(e.task), call: say.call(e.task), slot: e.slot }],
  "task.finished": (e, say) => [
    e.outcome === "ok" && (e.result ?? "undefined") === "undefined" ? "silent" : e.outcome,
    { task: say.task(e.task), result: e.result ?? "", error: errorOf(e) },
  ],
  "task.result.read": (e, say) => [null, { task: say.task(e.task) }],
  "lock.created": (e, say) => [null, { kind: e.kind, lock: say.lock(e.lock) }],
  "lock.released": (e, say) => [null, { lock: say.lock(e.lock) }],
  "lock.sampled": (e, say) => [null, { lock: say.lock(e.lock), count: e.acquires, waited: ms(e.waited) }],
  "pipe.created": (e, say) => [null, { pipe: say.pipe(e.pipe) }],
  "pipe.end.closed": (e, say) => [null, { pipe: say.pipe(e.pipe) }],
  "segment.created": (e, say) => [null, { segment: say.segment(e.segment), size: memoryOfBytes(e.size) }],
  "segment.attached": (e, say) => [null, { segment: say.segment(e.segment) }],
  "segment.detached": (e, say) => [null, { segment: say.segment(e.segment) }],
  "segment.unlinked": (e, say) => [null, { segment: say.segment(e.segment) }],
  "pipe.sampled": (e, say) => [null, { pipe: say.pipe(e.pipe), sends: e.sends, recvs: e.recvs }],
  "run.started": (e) => [null, { name: e.name, cores: e.cores }],
  "run.noticed": (e) => [null, { text: e.text }],
  "run.watched": (e) => [e.by, { count: e.missed ?? 0 }],
  "run.limited": (e) => [e.limit, { value: e.value, text: e.text }],
  "run.dropped": (e) => [e.what, { count: e.count }],
  "run.stopping": () => [null, {}],
  "run.ended": (e) => [e.outcome, { code: e.exitCode ?? "?", pids: e.leaked?.join(", ") ?? "" }],
  "output.written": (e) => [e.proc === undefined ? "somebody" : "process", { text: short(e.text) }],
  "source.read": (e) => [null, { file: e.file }],
  "event.unknown": (e) => [null, { what: e.what }],
  "line.submitted": (e) => [null, { code: short(e.code), line: e.line }],
  "line.started": (e, say) => [null, { line: e.line, code: say.line(e.line) }],
  "line.finished": (e) => [
    e.outcome === "ok" && e.value === undefined ? "silent" : e.outcome,
    { line: e.line, value: short(e.value ?? ""), error: errorOf(e) },
  ],
}

/** Names of entities as a given world has them. */
class Say {
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  process = (id: number | undefined) => (id === undefined ? "" : nameOf(this.#world, { kind: "process", id }))
  queue = (id: number) => nameOf(this.#world, { kind: "queue", id })
  pool = (id: number) => nameOf(this.#world, { kind: "pool", id })
  task = (id: number) => nameOf(this.#world, { kind: "task", id })
  lock = (id: number) => nameOf(this.#world, { kind: "lock", id })
  pipe = (id: number) => nameOf(this.#world, { kind: "pipe", id })
  segment = (id: number) => nameOf(this.#world, { kind: "segment", id })
  line = (id: number) => short(this.#world.lines[id]?.code ?? "")
  call = (id: number) => {
    const task = this.#world.tasks[id]
    return task ? call(task.fn, task.args) : ""
  }
}

/** What happened, as a text key and its values; names are taken from the given world. */
export function sentenceOf(event: ForkscopeEvent, world: World): Sentence {
  if (isStarted(event)) return sentenceOfStart(event, world)
  if (isFinished(event)) return sentenceOfEnd(event, world)
  const say = said[event.type] as (event: ForkscopeEvent, say: Say) => Said
  const names = new Say(world)
  const who = "proc" in event ? names.process(event.proc) : ""
  const [variant, values] = say(event, names)
  return { key: variant === null ? event.type : `${event.type}.${variant}`, values: { who, ...values } }
}

function sentenceOfStart(event: Started, world: World): Sentence {
  const target = targetOf(event)
  const timeout = "timeout" in event ? event.timeout : undefined
  const seconds = "seconds" in event ? event.seconds : timeout
  return {
    key: operationKey(kindOf(event), "started"),
    values: {
      context: timeout === undefined ? "" : "timeout",
      who: nameOf(world, { kind: "process", id: event.proc }),
      target: targetName(world, event.proc, target),
      value: ("value" in event && event.value) || "",
      seconds: tidy(seconds ?? 0),
    },
  }
}

function sentenceOfEnd(event: Finished, world: World): Sentence {
  const ref: EntityRef | null =
    "queue" in event
      ? { kind: "queue", id: event.queue }
      : "lock" in event
        ? { kind: "lock", id: event.lock }
        : "pipe" in event
          ? { kind: "pipe", id: event.pipe }
          : null
  return {
    key: operationKey(kindOf(event), "finished"),
    values: {
      context: "outcome" in event ? event.outcome : "ok",
      who: nameOf(world, { kind: "process", id: event.proc }),
      target: ref ? nameOf(world, ref) : "",
      value: ("value" in event && event.value) || "",
      depth: "depth" in event ? event.depth : "",
      error: "error" in event ? errorOf(event) : "",
    },
  }
}

function targetName(world: World, proc: number, target: Target): string {
  if (target.kind === "manager") return target.call
  if (target.kind === "thread") return threadName(world.processes[proc], target.tid)
  return target.kind === "time" ? "" : nameOf(world, target)
}

function call(fn: string | undefined, args: string | undefined): string {
  return fn === undefined ? "" : callText(fn, args ?? "")
}

function errorOf({ error }: { error?: { name: string; message: string } | undefined }): string {
  return error ? `${error.name}: ${short(error.message)}` : ""
}

/** Escape sequences that programs print to set colours and move the cursor (ECMA-48), and single control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression matches control characters
const CONTROLS = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[\0-\x08\x0b-\x0c\x0e-\x1f\x7f]/g

function short(text: string): string {
  const line = text.replaceAll(CONTROLS, "").replaceAll(/\s+/g, " ").trim()
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}

/** Rounded to two decimals. */
const tidy = (seconds: number) => Math.round(seconds * 100) / 100
const ms = (micros: number) => Math.round(micros / 1000)
