import type { Micros, ProcId, Seq } from "../base/index.ts"
import type { Site } from "../events/index.ts"
import type { EntityRef, OpKind } from "../world/index.ts"

/** What a process waits for until another one acts: nobody holds it. */
type Signal = "event" | "condition" | "barrier"

/** The kinds of findings, each with the variants of its text. */
export interface Variants {
  deadlock:
    | "cycle"
    | "self"
    | "put"
    | "send"
    | "other"
    | Signal
    | `${Signal}Failed`
    | "missed"
    | "cleared"
    | "copied"
    | "threads"
    | "endless"
    | "unread"
    | "unreadCycle"
  "join-before-drain": "feeder" | "exit" | "full" | "tasks" | "copy"
  "get-without-put": "ended" | "done" | "never" | "recv"
  "killed-holder": "lock" | "queue" | "task" | "exit"
  "stalled-pool": "reader" | "starts" | "raising" | "empty" | "thread" | "unpickled" | "callback"
  "swallowed-error": "one" | "many"
  "queue-in-pool": "queue" | "other"
  "limit-reached": "memory" | "descriptors"
  "dead-manager": "any"
  "unheeded-signal": "inherited" | "handled" | "stopped"
  zombie: "one" | "many"
  orphan: "one" | "many"
  "never-joined": "ended" | "failed"
  "process-leak": "any"
  oversubscribed: "any"
  straggler: "any"
  "hot-lock": "any"
}

export type FindingKind = keyof Variants
export type TextKey = { [Kind in FindingKind]: `${Kind}.${Variants[Kind]}` }[FindingKind]

/** Most severe first: the order in which findings are listed. */
export const SEVERITIES = ["hang", "error", "warning", "hint"] as const
export type Severity = (typeof SEVERITIES)[number]

/**
 * The values that are inserted into a text: code, such as names and calls, which is the same in every language;
 * numbers; lists; lines of code, null where not known. `names` are the processes it is about and `more` the number of
 * those left out. `count` selects singular or plural (default: the number of `names`).
 */
export type Values = Readonly<Record<string, string | number | readonly string[] | Site | null>>

/** A source line that is involved in a finding. */
export interface FindingSite {
  /** Null: not known. */
  readonly proc: ProcId | null
  readonly tid: number | null
  readonly site: Site
  /** The process and its call: `left (4711): q.get()`; without them, the function. */
  readonly what: string
}

/** One thread of a cycle of waits, and the thread that would have to act for it to go on. */
export interface ChainLink {
  readonly proc: ProcId
  readonly tid: number | null
  readonly who: string
  readonly verb: OpKind
  /** The entity that it waits for; null when it waits for a process or thread, which is `next`. */
  readonly ref: EntityRef | null
  readonly what: string
  readonly site: Site | null
  /** The name of the process or thread that would have to act. */
  readonly next: string
  /** Where `next` acquired what is waited for; null where nothing is held. */
  readonly heldAt: Site | null
  /** Whether only the kernel shows this wait. */
  readonly isSystemCall: boolean
}

/** A problem of the program that its events show. Plain data. */
export interface Finding {
  readonly kind: FindingKind
  /** Stable for as long as the finding holds. */
  readonly id: string
  readonly severity: Severity
  /** The time from which it holds. */
  readonly since: Micros
  /** The processes it is about; in a deadlock each waits for the next, and the last for the first. */
  readonly processes: readonly ProcId[]
  /** The other entities it is about: queues, pools, locks, pipes, tasks. */
  readonly refs: readonly EntityRef[]
  readonly sites: readonly FindingSite[]
  /** The events that prove it, ascending. */
  readonly evidence: readonly Seq[]
  readonly text: { readonly key: TextKey; readonly values: Values }
  /** The cycle of waits: each link waits for the next. Empty where there is no cycle. */
  readonly chain: readonly ChainLink[]
}
