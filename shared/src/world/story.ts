import type { ForkscopeEvent } from "../events/index.ts"
import { isStarted, targetOf } from "./operations.ts"
import { type EntityRef, entityOf } from "./target.ts"

const PROCESS_FIELDS = ["proc", "parent", "worker", "from"] as const

/** Whether the event is about the entity. */
export function isAbout(event: ForkscopeEvent, { kind, id }: EntityRef): boolean {
  const fields = event as unknown as Record<string, unknown>
  const isNamed = kind === "process" ? PROCESS_FIELDS.some((name) => fields[name] === id) : fields[kind] === id
  if (isNamed || !isStarted(event)) return isNamed
  const ref = entityOf(targetOf(event))
  return ref?.kind === kind && ref.id === id
}

/** Events that are measurements. Stories leave them out. */
const MEASUREMENTS: ReadonlySet<ForkscopeEvent["type"]> = new Set([
  "process.sampled",
  "thread.sampled",
  "frame.sampled",
  "queue.sampled",
  "pool.sampled",
  "lock.sampled",
  "pipe.sampled",
  "source.read",
  "event.unknown",
])

/** Whether the event is a measurement, not something that happened. */
export const isMeasurement = (event: ForkscopeEvent): boolean => MEASUREMENTS.has(event.type)

/** The story of an entity: the events about it so far, oldest first, without measurements. */
export function storyOf(events: Iterable<ForkscopeEvent>, entity: EntityRef): ForkscopeEvent[] {
  const story: ForkscopeEvent[] = []
  for (const event of events) if (!isMeasurement(event) && isAbout(event, entity)) story.push(event)
  return story
}

/** The story as text, for error messages: one event a line. */
export function storyText(events: Iterable<ForkscopeEvent>, entity: EntityRef): string {
  const lines = storyOf(events, entity).map(({ seq, at, type, src, ...rest }) => {
    return `  ${seq}  ${(at / 1e6).toFixed(6)} s  ${type} (${src}) ${JSON.stringify(rest)}`
  })
  return [`Story of ${entity.kind} ${entity.id}:`, ...lines].join("\n")
}
