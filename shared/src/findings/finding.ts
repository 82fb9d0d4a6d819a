import type { Micros, ProcId, Seq } from "../base/index.ts"
import type { Site } from "../events/index.ts"
import type { EntityRef, OpKind } from "../world/index.ts"

/** The kinds, and of each the variants of its texts. */
export interface Variants {
  deadlock: "cycle" | "self" | "put" | "send" | "event" | "condition" | "barrier" | "other"
  "join-before-drain": "feeder" | "full" | "tasks"
  "get-without-put": "ended" | "done" | "never" | "recv"
  "killed-holder": "lock" | "queue" | "task"
  "swallowed-error": "one" | "many"
  "queue-in-pool": "queue" | "other"
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
 * What goes into the gaps of a text: code, such as names and calls, which is the same in every language; numbers; lists; lines of
 * code where they are known. `names` are those whom it is about, `more` how many of them are not named, `count` what the form
 * of the text goes with (default: the number of `names`).
 */
export type Values = Readonly<Record<string, string | number | readonly string[] | Site | null>>

/** A source line that has a part in it. */
export interface FindingSite {
  readonly proc: ProcId
  readonly tid: number | null
  readonly site: Site
  /** Who and what, as a call: `left (4711): q.get()`. */
  readonly what: string
}

/** One of those who wait for each other, and what the next one would have to do. */
export interface ChainLink {
  readonly proc: ProcId
  readonly tid: number | null
  readonly who: string
  readonly verb: OpKind
  /** What it waits for; null where only a process or a thread is waited for, see `next`. */
  readonly ref: EntityRef | null
  readonly what: string
  readonly site: Site | null
  /** Who would have to act. */
  readonly next: string
  /** Where that one took what is waited for; null where nothing is held. */
  readonly heldAt: Site | null
}

/** Something that is wrong with the program, as far as its facts show. Plain data. */
export interface Finding {
  readonly kind: FindingKind
  /** The same as long as it is the same finding. */
  readonly id: string
  readonly severity: Severity
  /** From when it holds. */
  readonly since: Micros
  /** Whom it is about; in a deadlock each waits for the next, the last for the first. */
  readonly processes: readonly ProcId[]
  /** What else it is about: queues, pools, locks, pipes, tasks. */
  readonly refs: readonly EntityRef[]
  readonly sites: readonly FindingSite[]
  /** The events that prove it, ascending. */
  readonly evidence: readonly Seq[]
  readonly text: { readonly key: TextKey; readonly values: Values }
  /** Who waits for what held by whom, in a circle; empty where there is no circle. */
  readonly chain: readonly ChainLink[]
}
