import type { Finding } from "@forkscope/shared/findings"
import type { EntityRef, ProcessState } from "@forkscope/shared/world"
import type { Box, Curve, Point } from "../geometry.ts"
import type { WaitReason } from "../waitReasons.ts"

/** A wait with a timeout, drawn as a ring that empties. µs of the run. */
export interface Countdown {
  readonly startedAt: number
  readonly timeout: number
}

/** Severity of the finding that concerns an entity; null: none. */
export type BadgeSeverity = Finding["severity"] | null

/** An entity with a box of its own. */
export interface EntityNode {
  readonly key: string
  readonly id: number
  readonly box: Box
  readonly name: string
  readonly badge: BadgeSeverity
}

/** The number of things that are not drawn one by one, and its box. */
export interface Folded {
  readonly count: number
  readonly box: Box
}

export interface ProcessNode extends EntityNode {
  /** Where it appears from: the box of its parent. */
  readonly from: Point | null
  /** slim: one of several; tile: the smallest form, one of many similar ones; quiet: it serves a library. */
  readonly form: "card" | "slim" | "tile" | "quiet"
  readonly pid: number | null
  /** Its whole command; empty: not known. */
  readonly command: string
  readonly state: ProcessState
  readonly role: string
  /** For an orphan: the PID that adopted it; else null. */
  readonly adoptedBy: number | null
  /** Its target as a call, e.g. `count(3)`. */
  readonly call: string | null
  readonly wait: { readonly call: string; readonly cause: WaitReason; readonly countdown: Countdown | null } | null
  /** What it waits for as inferred from the kernel's wait channel, where the program did not report it. */
  readonly cause: WaitReason | null
  readonly exitCode: number | null
}

/** Siblings that are not drawn one by one. */
export interface FoldNode extends Folded {
  readonly key: string
}

export interface ItemNode {
  readonly key: string
  readonly value: string
  readonly box: Box
  /** The path it arrived on: from its producer along the edge to the entrance. Empty: it was there before. */
  readonly cameBy: readonly Point[]
}

export interface Waiter {
  readonly key: string
  readonly proc: number
  readonly label: string
  readonly value: string | null
  readonly countdown: Countdown | null
  readonly box: Box
}

/** Items that a process has put and that its feeder thread has yet to write into the pipe. */
export interface FeederNode {
  readonly key: string
  readonly proc: number
  readonly label: string
  readonly count: number
  readonly box: Box
}

export interface QueueNode extends EntityNode {
  readonly call: string
  readonly maxsize: number
  readonly isBounded: boolean
  readonly depth: number
  /** For a joinable queue: items whose task_done() is outstanding; else null. */
  readonly unfinished: number | null
  readonly feeders: readonly FeederNode[]
  readonly moreFeeders: number
  readonly isFull: boolean
  readonly isEmpty: boolean
  readonly isClosed: boolean
  readonly tube: Box
  readonly cells: readonly { readonly key: string; readonly box: Box; readonly isFilled: boolean }[]
  readonly items: readonly ItemNode[]
  /** Items inside without a cell of their own. */
  readonly hidden: Folded | null
  readonly putters: readonly Waiter[]
  readonly getters: readonly Waiter[]
  readonly morePutters: number
  readonly moreGetters: number
  readonly entrance: Point
  readonly exit: Point
  /** The paths of items that have just left, by item key. */
  readonly departures: Readonly<Record<string, readonly Point[]>>
}

export interface SlotNode {
  readonly key: string
  readonly slot: number
  /** The name by which the library's users know the worker, e.g. gw0, in place of the slot's number. */
  readonly name: string | null
  readonly box: Box
  readonly form: "card" | "tile"
  readonly worker: number | null
  readonly pid: number | null
  /** Number of the worker thread in a pool of threads, which has no PIDs; else null. */
  readonly thread: number | null
  readonly badge: BadgeSeverity
  readonly work: "starting" | "idle" | "busy" | "gone"
  readonly state: ProcessState
  readonly task: {
    readonly id: number
    readonly name: string
    readonly call: string
    readonly startedAt: number
  } | null
  /** What the task is waiting in, e.g. `sleep`. */
  readonly wait: WaitReason | null
  /** µs that tasks of this function took so far (median), to infer the progress; null before one is done. */
  readonly usual: number | null
  readonly done: number
  /** Some of the pool's tasks were only counted, so `done` is a lower bound. */
  readonly isAtLeast: boolean
  readonly workers: number
}

export interface TicketNode {
  readonly key: string
  readonly task: number
  readonly label: string
  readonly box: Box
}

export interface ResultNode extends TicketNode {
  readonly state: "done" | "failed" | "cancelled"
  readonly isRead: boolean
  readonly error: string | null
}

export interface PoolNode extends EntityNode {
  readonly call: string
  readonly submitted: number
  readonly finished: number
  readonly isClosed: boolean
  readonly isTerminated: boolean
  readonly isJoined: boolean
  readonly unreadErrors: number
  readonly title: Point
  readonly titleWidth: number
  readonly backlog: {
    readonly box: Box
    readonly waiting: number
    readonly tickets: readonly TicketNode[]
    readonly folded: Folded | null
  }
  readonly slots: readonly SlotNode[]
  readonly foldedSlots: FoldNode | null
  readonly results: {
    readonly box: Box
    readonly count: number
    readonly tiles: readonly ResultNode[]
    readonly folded: Folded | null
  }
}

/** A lock, semaphore, event, condition or barrier in use. */
export interface LockNode extends EntityNode {
  readonly call: string
  /** Signals (event, condition, barrier) are never held. */
  readonly state: "free" | "held" | "set" | "unset" | "signal"
  /** PIDs, or names of processes without one. */
  readonly holders: readonly string[]
  readonly waiting: number
  /** Free places of a semaphore, or parties of a barrier; null for everything else. */
  readonly places: number | null
}

/** A pipe between two processes: an end at the left, an end at the right. */
export interface PipeNode extends EntityNode {
  readonly tube: Box
  readonly isDuplex: boolean
  readonly sent: number
  readonly received: number
  /** Messages sent and not yet received. */
  readonly inside: number
  /** Which end is where. */
  readonly leftEnd: 0 | 1
}

/** A segment of shared memory. */
export interface SegmentNode extends EntityNode {
  /** Bytes. */
  readonly size: number
  /** Its name is gone: nobody else can attach it. */
  readonly isUnlinked: boolean
  /** Number of processes that have it. */
  readonly users: number
}

type EdgeKind =
  | "child"
  | "own"
  | "put"
  | "get"
  | "submit"
  | "take"
  | "finish"
  | "join"
  | "call"
  | "hold"
  | "want"
  | "use"
  | "pipe"

export interface EdgeNode {
  readonly key: string
  readonly kind: EdgeKind
  readonly curve: Curve
  /** Items per second on the edge where single ones are not drawn; else null. */
  readonly rate: number | null
  /** Shares the curve of another edge: it is a path to travel along and is not drawn itself. */
  readonly isCopy: boolean
  /** A thread is blocked on it now. */
  readonly isBlocked: boolean
  /** Part of a circle of waits that never ends. */
  readonly isDanger: boolean
  readonly countdown: Countdown | null
}

/** Something short-lived that travels: a task, or a put that a full queue refused. */
export interface FlightNode {
  readonly key: string
  readonly way: readonly Point[]
  readonly label: string
  readonly tone: "accent" | "done" | "failed" | "bounce"
}

export interface EndedChip {
  readonly key: string
  readonly ref: EntityRef
  readonly name: string
  readonly pid: number | null
  readonly exitCode: number | null
  readonly unreadErrors: number
}

export interface StageScene {
  readonly width: number
  readonly height: number
  readonly processes: readonly ProcessNode[]
  readonly folds: readonly FoldNode[]
  readonly queues: readonly QueueNode[]
  readonly pools: readonly PoolNode[]
  readonly locks: readonly LockNode[]
  readonly pipes: readonly PipeNode[]
  readonly segments: readonly SegmentNode[]
  readonly edges: readonly EdgeNode[]
  readonly ended: { readonly count: number; readonly chips: readonly EndedChip[] }
  readonly isEmpty: boolean
}
