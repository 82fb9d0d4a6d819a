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
  /** How many tasks to submit at once; 0 none. */
  tasks: number
  fn: Workload
}

interface QueueForm {
  variable: string
  /** 0: without a bound. */
  maxsize: number
  /** A manager owns it: the one kind that may be handed to a pool. */
  manager: { variable: string; isNew: boolean } | null
}

/** A control and the line it runs; `id` is the key of its label in `actions`. */
export type Offer = readonly [id: string, code: string]

/** How a lab's language writes what the page's buttons and forms mean. Each value is code, ready to be sent. */
export interface LabSyntax {
  readonly language: Language
  /** A workload as the language spells it: `sleepFor`, `sleep_for`. */
  workload(name: Workload): string
  /** What someone typed into a value's field, as code: a number, a word of the language, a variable or else text. */
  value(typed: string, names?: Iterable<string>): string
  processLines(form: ProcessForm): string[]
  poolLines(form: PoolForm): string[]
  queueLines(form: QueueForm): string[]
  /** What is asked of a process: start, join, joinFor, terminate, kill or isAlive; null for anything else. */
  processOffer(action: string, variable: string): Offer | null
  /** Everything a queue can be asked, given a value as code and seconds as typed. */
  queueOffers(queue: Pick<QueueEntity, "kind" | "isClosed">, variable: string, value: string, timeout: string): Offer[]
  /** Hands a task to a pool; `result` is a variable that is free. */
  submit(pool: string, workload: Workload, args: readonly string[], result: string): string
  /** Asks the pool to close, to be joined, to terminate. */
  pool(verb: "close" | "join" | "terminate", variable: string): string
  /** Asks for the result of a task that a variable holds. */
  result(variable: string): string
  /** The variable that a line of the lab gave the result of its one submitted task. */
  readonly submitted: RegExp
  readonly isAlive: string
}
