/** An argument of a workload function: a number, text, or a lab variable that holds a queue or a lock. */
export interface Parameter {
  readonly name: string
  readonly kind: "number" | "text" | "queue" | "lock"
  readonly initial: string
}

const number = (name: string, initial: number): Parameter => ({ name, kind: "number", initial: String(initial) })
const text = (name: string, initial: string): Parameter => ({ name, kind: "text", initial })
const queue: Parameter = { name: "queue", kind: "queue", initial: "" }

/** The functions that every lab predefines, with the initial values of their form fields. */
const WORKLOADS = {
  count: [text("label", "2"), number("interval", 1)],
  sleepFor: [number("seconds", 5)],
  burn: [number("seconds", 10)],
  burnInThread: [number("seconds", 10)],
  allocate: [number("megabytes", 50), number("seconds", 10)],
  produce: [queue, number("n", 20), number("interval", 0.5)],
  consume: [queue, number("interval", 1)],
  crash: [text("message", "something went wrong")],
  worker: [number("msg", 0)],
  unreliable: [number("n", 0)],
  square: [number("n", 7)],
  progress: [number("steps", 20), number("interval", 0.2)],
  holdLock: [{ name: "lock", kind: "lock", initial: "" }, number("seconds", 3)],
  exitWith: [number("code", 3)],
} as const satisfies Record<string, readonly Parameter[]>

export type Workload = keyof typeof WORKLOADS

export const WORKLOAD_NAMES = Object.keys(WORKLOADS) as Workload[]

export function parametersOf(workload: Workload): readonly Parameter[] {
  return WORKLOADS[workload]
}
