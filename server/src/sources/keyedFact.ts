import type { EventType, Fact } from "@forkscope/shared/events"

/** A process as the kernel identifies it: by PID and start time, since PIDs are reused. */
export class KernelKey {
  readonly pid: number
  /** Clock ticks since boot. */
  readonly startTime: number

  constructor(pid: number, startTime: number) {
    this.pid = pid
    this.startTime = startTime
  }

  toString(): string {
    return `${this.pid}:${this.startTime}`
  }
}

/** A process as named by a program's own library or probe, or by the kernel. */
export type ProcessKey = string | KernelKey

/** The fields of events that hold an id, and the kind of thing that it identifies. */
export const ID_FIELDS = {
  proc: "process",
  parent: "process",
  from: "process",
  worker: "process",
  manager: "process",
  queue: "queue",
  copyOf: "queue",
  pool: "pool",
  task: "task",
  lock: "lock",
  pipe: "pipe",
  segment: "segment",
  op: "op",
} as const

type IdFields = typeof ID_FIELDS
export type EntityKind = IdFields[keyof IdFields]
type KeyOf<Kind extends EntityKind> = Kind extends "process" ? ProcessKey : string

type KeyedField<Name, Value> = Name extends keyof IdFields
  ? Value extends number
    ? KeyOf<IdFields[Name]>
    : Value
  : Name extends "target" | "binds" | "others"
    ? Keyed<Value>
    : Value

/** The same type with a key in place of each id. */
type Keyed<Value> = Value extends readonly (infer Each extends { id: number })[]
  ? (Omit<Each, "id"> & { id: string })[]
  : Value extends readonly (infer Each)[]
    ? Keyed<Each>[]
    : Value extends object
      ? { [Name in keyof Value]: KeyedField<Name, Value[Name]> }
      : Value

type KeyedEach<Each> = Each extends { type: "process.merged" } ? never : Keyed<Omit<Each, "src">>

/**
 * A fact as a source reports it: with keys in place of ids, and `at` in µs on the machine's monotonic clock. `Intake`
 * makes a `Fact` of it. (`process.merged` is reported by the intake itself.)
 */
export type KeyedFact = Fact extends infer Each ? (Each extends Fact ? KeyedEach<Each> : never) : never
export type KeyedFactOf<Type extends EventType> = Extract<KeyedFact, { type: Type }>
