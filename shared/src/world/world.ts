import type {
  ItemId,
  LineId,
  LockId,
  Micros,
  OpId,
  PipeId,
  PoolId,
  ProcId,
  QueueId,
  Seq,
  TaskId,
} from "../base/index.ts"
import type { ErrorInfo, EventOf, Site } from "../events/index.ts"
import { emptyRing, type Ring } from "./ring.ts"

/** Everything that is known about a run at one event. Plain JSON data: a checkpoint is `JSON.stringify(world)`. */
export interface World {
  /** The last event in it; 0 before the first. */
  readonly seq: Seq
  readonly at: Micros
  readonly run: Run | null
  readonly processes: Table<ProcessEntity>
  readonly queues: Table<QueueEntity>
  readonly pools: Table<PoolEntity>
  readonly tasks: Table<TaskEntity>
  readonly locks: Table<LockEntity>
  readonly pipes: Table<PipeEntity>
  /** Waits that have begun and not ended: whoever is in here is blocked. */
  readonly ops: Table<Op>
  readonly lines: Table<LineEntity>
  /** The lab's variables that hold one of its objects, by name. */
  readonly names: Readonly<
    Record<string, { readonly kind: "process" | "queue" | "pool" | "lock"; readonly id: number }>
  >
  /** The program's own files, by path, as they were when the run first used them. */
  readonly sources: Readonly<Record<string, string>>
  readonly output: Ring<OutputChunk>
  /** Events that did not fit what was known before: bugs of a source, shown and never hidden. */
  readonly anomalies: Ring<Anomaly>
}

/** Entities by id. Integer keys, so they are listed in the order in which they appeared. */
export type Table<T> = Readonly<Record<number, T>>

export interface Run {
  readonly name: string
  readonly kind: "lab" | "program" | "attached"
  readonly argv: readonly string[]
  /** Of a lab's lines or the program; null where not known. */
  readonly language: "node" | "python" | null
  readonly cores: number
  /** Milliseconds since 1970 at `at` = 0. */
  readonly wallClock: number
  readonly containment: "strong" | "weak"
  /** What the run may take; null where nobody set a limit. */
  readonly allowed: { readonly processes: number; readonly memoryBytes: number; readonly descriptors: number } | null
  readonly ended: {
    at: Micros
    outcome: EventOf<"run.ended">["outcome"]
    exitCode: number | null
    leaked: number[]
  } | null
  readonly notices: readonly { at: Micros; code: string; text: string }[]
  readonly limits: readonly { at: Micros; limit: string; value: number; text: string }[]
  readonly dropped: { readonly facts: number; readonly output: number; readonly invalid: number }
}

export interface ProcessEntity {
  readonly id: ProcId
  readonly parent: ProcId | null
  readonly name: string
  readonly target: string | null
  readonly args: string | null
  readonly daemon: boolean
  readonly startMethod: string
  readonly role: "main" | "child" | "worker" | "manager" | "helper"
  /** Null until the kernel made it. */
  readonly pid: number | null
  readonly ppid: number
  /** Clock ticks since boot. */
  readonly startTime: number
  readonly argv: readonly string[]
  readonly createdAt: Micros
  readonly spawnedAt: Micros | null
  readonly exitedAt: Micros | null
  readonly reapedAt: Micros | null
  /** Negative: ended by that signal. Null while it lives, and where nobody could tell. */
  readonly exitCode: number | null
  readonly isStopped: boolean
  /** Where the program made it, if a probe told. */
  readonly site: Site | null
  /** What runs inside and tells of its calls; null: only the kernel tells of this process. */
  readonly probe: { readonly kind: "python" | "node"; readonly version: string } | null
  /** Its parent until that one ended before it. */
  readonly orphanOf: ProcId | null
  /** Processes that ever began to join it. */
  readonly joinedBy: readonly ProcId[]
  /** The events that told of the turns of its life; null where nobody did. */
  readonly told: {
    readonly created: Seq | null
    readonly spawned: Seq | null
    readonly exited: Seq | null
    readonly orphaned: Seq | null
  }
  readonly signals: readonly { at: Micros; signal: string; from: ProcId | null }[]
  /** Answers that is_alive() gave, oldest first. */
  readonly checks: readonly { at: Micros; alive: boolean }[]
  readonly memory: { readonly rss: number; readonly shared: number | null; readonly private: number | null } | null
  readonly wchan: string | null
  readonly core: number
  /** The kernel's state letter at the last sample. */
  readonly letter: string
  readonly samples: Ring<Sample>
  readonly threads: Table<ThreadEntity>
  /** What it did that took time, and has ended; what still goes on is in `World.ops` and `World.tasks`. */
  readonly slices: Ring<Slice>
}

/** Cumulative: two samples make an interval. */
export interface Sample {
  readonly at: Micros
  /** µs on a CPU since the process started. */
  readonly cpu: Micros
  /** µs in line for a CPU since the process started. */
  readonly queued: Micros
}

export interface ThreadEntity {
  readonly tid: number
  readonly name: string
  readonly role: "main" | "user" | "feeder" | "pool" | "helper" | null
  /** The line of the program's own code that it was last seen on. */
  readonly frame: Frame | null
  readonly startedAt: Micros
  readonly exitedAt: Micros | null
  /** The last samples, newest last. */
  readonly samples: readonly Sample[]
}

export interface Frame extends Site {
  readonly at: Micros
  readonly seq: Seq
  readonly function: string
  /** Innermost first, library code included. */
  readonly stack: readonly Site[]
}

export type OpKind = "put" | "get" | "join" | "sleep" | "result" | "acquire" | "send" | "recv" | "call"

/** A wait that goes on. */
export interface Op {
  readonly id: OpId
  readonly kind: OpKind
  readonly proc: ProcId
  /** The thread that waits, where known. */
  readonly tid: number | null
  /** The event that began it. */
  readonly seq: Seq
  /** The line of the program's own code that waits, where known. */
  readonly site: Site | null
  readonly startedAt: Micros
  /** Microseconds until it gives up; null: never. */
  readonly timeout: Micros | null
  readonly queue: QueueId | null
  readonly pool: PoolId | null
  readonly task: TaskId | null
  readonly lock: LockId | null
  readonly pipe: PipeId | null
  /** Which end of the pipe. */
  readonly end: 0 | 1 | null
  /** Whose end a join waits for; the manager of a call. */
  readonly target: ProcId | null
  /** The thread of the same process that a join waits for. */
  readonly targetThread: number | null
  /** The value a put carries. */
  readonly value: string | null
  readonly block: boolean
  /** Its line was interrupted: the wait goes on in the background, and nobody is blocked by it any more. */
  readonly isAbandoned: boolean
}

export interface Slice {
  readonly kind: OpKind | "task" | "line"
  readonly start: Micros
  readonly end: Micros
  readonly label: string
  readonly outcome: string
  readonly queue: QueueId | null
  readonly pool: PoolId | null
  readonly task: TaskId | null
  readonly item: ItemId | null
  readonly lock: LockId | null
  readonly tid: number | null
  readonly site: Site | null
  /** The event that began it. */
  readonly seq: Seq
}

export interface QueueEntity {
  readonly id: QueueId
  readonly owner: ProcId
  readonly seq: Seq
  readonly site: Site | null
  readonly name: string
  readonly kind: "queue" | "joinable" | "simple" | "manager"
  readonly maxsize: number
  readonly isClosed: boolean
  readonly depth: number
  /** Items inside that were told one by one, oldest first; fewer than `depth` where a source only counted. */
  readonly items: readonly Item[]
  readonly puts: number
  readonly gets: number
  /** Of its items, those that still wait for the feeder thread of the process that put them. */
  readonly buffered: Readonly<Record<ProcId, number>>
  /** Of a joinable queue: items whose task_done() is still to come. */
  readonly unfinished: number | null
  /** The last movements, for the eye that follows an item. */
  readonly moves: Ring<Move>
  readonly depths: Ring<{ at: Micros; depth: number }>
  /** Processes that ever put, or got, in the order in which they first did. */
  readonly producers: readonly ProcId[]
  readonly consumers: readonly ProcId[]
  readonly checks: readonly { at: Micros; proc: ProcId; question: string; answer: boolean | number }[]
  /** Calls that the end of their process cut off: it may have taken the queue's own lock with it. */
  readonly cutOff: readonly {
    readonly proc: ProcId
    readonly kind: "put" | "get"
    readonly at: Micros
    readonly seq: Seq
    readonly site: Site | null
  }[]
}

export interface Item {
  readonly id: ItemId
  readonly value: string
  readonly from: ProcId
  readonly at: Micros
  /** Not yet in the pipe: the feeder thread of `from` has still to write it. */
  readonly isBuffered: boolean
}

export interface Move {
  readonly at: Micros
  readonly verb: "put" | "get" | "full" | "empty"
  readonly item: ItemId | null
  readonly proc: ProcId
  readonly value: string
}

export interface PoolEntity {
  readonly id: PoolId
  readonly owner: ProcId
  readonly seq: Seq
  readonly site: Site | null
  readonly kind: "pool" | "threadPool" | "processExecutor" | "threadExecutor"
  readonly name: string
  readonly size: number
  readonly isClosed: boolean
  readonly isTerminated: boolean
  readonly isJoined: boolean
  readonly slots: readonly Slot[]
  readonly submitted: number
  readonly finished: number
  readonly failed: number
  /** Submitted and not yet begun, oldest first, of those told one by one. */
  readonly backlog: readonly TaskId[]
  /** Counted tasks that were not told one by one and are not finished. */
  readonly uncounted: number
  readonly unreadErrors: number
}

export interface Slot {
  readonly slot: number
  readonly worker: ProcId | null
  /** The worker thread, in a pool of threads. */
  readonly thread: number | null
  readonly state: "starting" | "idle" | "busy" | "gone"
  readonly task: TaskId | null
  /** Tasks finished in this slot, over all its workers. */
  readonly done: number
  /** Workers it has had. */
  readonly workers: number
}

export interface TaskEntity {
  readonly id: TaskId
  /** Its number in the pool, from 0. */
  readonly index: number
  readonly pool: PoolId
  readonly by: ProcId
  readonly fn: string
  readonly args: string
  readonly state: "pending" | "running" | "done" | "failed" | "cancelled"
  readonly worker: ProcId | null
  readonly slot: number | null
  readonly submittedAt: Micros
  readonly startedAt: Micros | null
  readonly finishedAt: Micros | null
  readonly result: string | null
  readonly error: ErrorInfo | null
  readonly isRead: boolean
  /** Calls bundled into it: more than one where it is a chunk of a map. */
  readonly calls: number
  /** Where it was submitted. */
  readonly site: Site | null
  readonly told: { readonly submitted: Seq; readonly started: Seq | null; readonly finished: Seq | null }
}

export interface LockEntity {
  readonly id: LockId
  readonly kind: string
  readonly name: string
  readonly owner: ProcId
  readonly seq: Seq
  readonly site: Site | null
  readonly value: number
  /** Who has it now, oldest first; stays when its process was killed. Empty for events and conditions. */
  readonly holders: readonly Holder[]
  /** Who ever gave it back, or set it, without holding it: it serves them as a signal. */
  readonly releasers: readonly ProcId[]
  /** Times it was given. */
  readonly acquires: number
  /** µs that anyone has waited for it, of waits that are over. */
  readonly waited: Micros
}

export interface Holder {
  readonly proc: ProcId
  readonly tid: number | null
  readonly since: Micros
  readonly seq: Seq
  readonly site: Site | null
}

export interface PipeEntity {
  readonly id: PipeId
  readonly owner: ProcId
  readonly seq: Seq
  readonly site: Site | null
  readonly name: string
  readonly isDuplex: boolean
  readonly sent: number
  readonly received: number
  /** Who ever used or closed which end, in the order in which they first did. */
  readonly users: readonly { readonly proc: ProcId; readonly end: 0 | 1; readonly isClosed: boolean }[]
}

export interface LineEntity {
  readonly id: LineId
  readonly code: string
  readonly state: "submitted" | "running" | "ok" | "error" | "interrupted"
  readonly submittedAt: Micros
  readonly startedAt: Micros | null
  readonly finishedAt: Micros | null
  readonly value: string | null
  readonly error: ErrorInfo | null
}

export interface OutputChunk {
  readonly at: Micros
  readonly proc: ProcId | null
  readonly stream: "stdout" | "stderr" | "pty"
  readonly text: string
}

export interface Anomaly {
  readonly seq: Seq
  readonly text: string
}

/** How much of the past a world keeps. Older parts fall off and are counted. */
export const KEEP = {
  samples: 960,
  slices: 320,
  moves: 64,
  depths: 960,
  output: 4000,
  anomalies: 100,
  ended: 2000,
  small: 10,
}

export const EMPTY_WORLD: World = {
  seq: 0,
  at: 0,
  run: null,
  processes: {},
  queues: {},
  pools: {},
  tasks: {},
  locks: {},
  pipes: {},
  ops: {},
  lines: {},
  names: {},
  sources: {},
  output: emptyRing(KEEP.output),
  anomalies: emptyRing(KEEP.anomalies),
}
