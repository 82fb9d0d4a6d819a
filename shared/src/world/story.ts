import type { ForkscopeEvent } from "../events/index.ts"

/** Names one entity in stories, links and selections. */
export interface EntityRef {
  readonly kind: "process" | "queue" | "pool" | "task" | "lock" | "pipe"
  readonly id: number
}

const PROCESS_FIELDS = ["proc", "parent", "worker", "from"] as const

/** Whether the event says something about the entity. */
export function isAbout(event: ForkscopeEvent, entity: EntityRef): boolean {
  const fields = event as unknown as Record<string, unknown>
  switch (entity.kind) {
    case "process":
      return PROCESS_FIELDS.some((name) => fields[name] === entity.id) || targetOf(fields, "proc") === entity.id
    case "pool":
      return fields.pool === entity.id || targetOf(fields, "pool") === entity.id
    default:
      return fields[entity.kind] === entity.id
  }
}

function targetOf(fields: Record<string, unknown>, name: "proc" | "pool"): unknown {
  const target = fields.target
  return typeof target === "object" && target !== null ? (target as Record<string, unknown>)[name] : undefined
}

/** Samples are measurements, not happenings: a story leaves them out. */
const MEASUREMENTS: ReadonlySet<ForkscopeEvent["type"]> = new Set([
  "process.sampled",
  "thread.sampled",
  "frame.sampled",
  "queue.sampled",
  "pool.sampled",
  "lock.sampled",
  "pipe.sampled",
  "source.read",
])

/** Whether the event measures something, rather than telling what happened. */
export const isMeasurement = (event: ForkscopeEvent): boolean => MEASUREMENTS.has(event.type)

/** What happened to the entity so far, oldest first. */
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
