import type { EventOf, EventType } from "../../events/index.ts"
import type { Draft } from "../draft.ts"

type Reducer<Type extends EventType> = (draft: Draft, event: EventOf<Type>) => unknown
/** One function for every event whose type begins so: a missing one fails to compile. */
type Reducers<Prefix extends string> = { [Type in Extract<EventType, `${Prefix}.${string}`>]: Reducer<Type> }

export type processEvents = Reducers<"process">
export type threadEvents = Reducers<"thread" | "frame">
export type queueEvents = Reducers<"queue">
export type poolEvents = Reducers<"pool" | "task">
export type syncEvents = Reducers<"join" | "sleep" | "result" | "lock" | "proxy">
export type pipeEvents = Reducers<"pipe">
export type runEvents = Reducers<"run" | "output" | "line" | "source">
export type AllReducers = { [Type in EventType]: Reducer<Type> }
