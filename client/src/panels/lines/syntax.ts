import type { QueueEntity } from "@forkscope/shared/world"
import type { Workload } from "./workloads.ts"

type Language = "node" | "python"

interface ProcessForm {
  variable: string
  name: string
  target: Workload
  args: readonly string[]
  isDaemon: boolean
  isStarted: boolean
}

interface PoolForm {
  variable: string
  size: number
  /** Number of tasks to submit at once. */
  tasks: number
  fn: Workload
}

interface QueueForm {
  variable: string
  /** 0: unbounded. */
  maxsize: number
  /** The manager that owns the queue; null: none. Only a manager's queue can be passed to pool tasks. */
  manager: { variable: string; isNew: boolean } | null
}

/** A control and the line that it runs; `id` is the key of its label in `actions`. */
export type Offer = readonly [id: string, code: string]

/** Writes the code for the page's buttons and forms in a lab's language. Each value is code, ready to be sent. */
export interface LabSyntax {
  readonly language: Language
  /** A workload's name in the language: `sleepFor`, `sleep_for`. */
  workload(name: Workload): string
  /** The text of a value field as code: a number, a literal of the language, a variable, or else a string. */
  value(typed: string, names?: Iterable<string>): string
  processLines(form: ProcessForm): string[]
  poolLines(form: PoolForm): string[]
  queueLines(form: QueueForm): string[]
  /** The call for an action on a process: start, join, joinFor, terminate, kill or isAlive; null for anything else. */
  processOffer(action: string, variable: string): Offer | null
  /** All calls on a queue, given a value as code and seconds as typed. */
  queueOffers(queue: Pick<QueueEntity, "kind" | "isClosed">, variable: string, value: string, timeout: string): Offer[]
  /** Submits a task to a pool; `result` is a free variable. */
  submit(pool: string, workload: Workload, args: readonly string[], result: string): string
  /** Closes, joins or terminates a pool. */
  pool(verb: "close" | "join" | "terminate", variable: string): string
  /** Gets the result of a task that a variable holds. */
  result(variable: string): string
  /** Matches the variable that a line assigns the result of its one submitted task to. */
  readonly submitted: RegExp
  readonly isAlive: string
}
