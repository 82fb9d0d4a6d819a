declare const brand: unique symbol

/** A primitive that must not be mixed up with another of the same type: `Brand<number, "proc">`. */
export type Brand<T, Name extends string> = T & { readonly [brand]?: Name }

/** Position of an event in its run's log, from 1, without gaps. */
export type Seq = Brand<number, "seq">
/** Integer microseconds since the run began, on one monotonic clock for all sources. */
export type Micros = Brand<number, "micros">
/** Our id of a machine of a run. */
export type HostId = Brand<number, "host">
/** Our id of a process. Not a PID, since the kernel reuses PIDs. */
export type ProcId = Brand<number, "proc">
export type QueueId = Brand<number, "queue">
export type PoolId = Brand<number, "pool">
export type TaskId = Brand<number, "task">
export type LockId = Brand<number, "lock">
export type PipeId = Brand<number, "pipe">
export type SegmentId = Brand<number, "segment">
/** Number of an item in its queue: the n-th item that was put. */
export type ItemId = Brand<number, "item">
/** Pairs a `*.started` event with its `*.finished` event. Unique in a run. */
export type OpId = Brand<number, "op">
/** A line of code that was sent to a lab. */
export type LineId = Brand<number, "line">
/** Identifies a run in addresses and commands, e.g. `r3`. */
export type RunId = Brand<string, "run">
