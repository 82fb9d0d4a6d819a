import { z } from "zod"
import { hostEvents } from "./host.ts"
import { pipeEvents } from "./pipe.ts"
import { poolEvents } from "./pool.ts"
import { processEvents } from "./process.ts"
import { queueEvents } from "./queue.ts"
import { runEvents } from "./run.ts"
import { segmentEvents } from "./segment.ts"
import { syncEvents } from "./sync.ts"
import { threadEvents } from "./thread.ts"
import { unknownEvents } from "./unknown.ts"

/** Every event by the entity it is about, in the order of the documentation. */
export const eventGroups = {
  host: hostEvents,
  process: processEvents,
  thread: threadEvents,
  queue: queueEvents,
  pool: poolEvents,
  sync: syncEvents,
  pipe: pipeEvents,
  segment: segmentEvents,
  run: runEvents,
  unknown: unknownEvents,
}

type AnyEvent = (typeof eventGroups)[keyof typeof eventGroups][number]

/** Checks one event from an untrusted source: unknown fields and types are refused, nothing is coerced. */
export const forkscopeEvent = z.discriminatedUnion(
  "type",
  Object.values(eventGroups).flat() as unknown as readonly [AnyEvent, ...AnyEvent[]],
)

/** One fact about a run. The type is the same in the live stream, a recording, a replay and a test. */
export type ForkscopeEvent = z.infer<typeof forkscopeEvent>
export type EventType = ForkscopeEvent["type"]
export type EventOf<Type extends EventType> = Extract<ForkscopeEvent, { type: Type }>

/** What a source reports to a run: an event without its seq, which only the run's log assigns. */
export type Fact = ForkscopeEvent extends infer Event
  ? Event extends { seq: number }
    ? Omit<Event, "seq">
    : never
  : never
/** The types of all events about these entities. */
export function eventTypesOf(...groups: (keyof typeof eventGroups)[]): EventType[] {
  return groups.flatMap((group) => eventGroups[group].map((schema) => schema.shape.type.value))
}

export type FactOf<Type extends EventType> = Extract<Fact, { type: Type }>

export { errorInfo, site } from "./define.ts"
export { EVENTS_MINOR, EVENTS_VERSION } from "./version.ts"
/** A line of the program's own code. */
export type Site = z.infer<typeof import("./define.ts").site>
export type ErrorInfo = z.infer<typeof import("./define.ts").errorInfo>
