import type { EventOf, EventType } from "../../events/index.ts"
import type { Draft } from "../draft.ts"
import type { Finished, Started } from "../operations.ts"
import type { Op } from "../world.ts"

/** Applies an event to a draft. `op` is the operation that the event ended, if it was known. */
type Reducer<Type extends EventType> = (draft: Draft, event: EventOf<Type>, op: Op | undefined) => unknown

/** Events that begin or end an operation. They share one reducer, so their own reducers are optional. */
type OpEventType = (Started | Finished)["type"]

/** A reducer for every event type with the prefix: a missing one fails to compile. */
type Reducers<Prefix extends string> = AllReducers<Extract<EventType, `${Prefix}.${string}`>>
export type AllReducers<Type extends EventType = EventType> = {
  readonly [One in Exclude<Type, OpEventType>]: Reducer<One>
} & { readonly [One in Extract<Type, OpEventType>]?: Reducer<One> }

export type hostEvents = Reducers<"host">
export type processEvents = Reducers<"process">
export type threadEvents = Reducers<"thread" | "frame">
export type queueEvents = Reducers<"queue">
export type poolEvents = Reducers<"pool" | "task">
export type syncEvents = Reducers<"join" | "lock">
export type pipeEvents = Reducers<"pipe">
export type segmentEvents = Reducers<"segment">
export type runEvents = Reducers<"run" | "output" | "line" | "source" | "event">
