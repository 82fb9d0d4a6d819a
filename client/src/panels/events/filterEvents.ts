import type { ForkscopeEvent } from "@forkscope/shared/events"
import { isMeasurement } from "@forkscope/shared/world"

/**
 * Events whose type or sentence contains every word of the filter; with measurements, which are many, only on demand.
 */
export function filterEvents(
  events: readonly ForkscopeEvent[],
  filter: string,
  hasSamples: boolean,
  say: (event: ForkscopeEvent) => string,
): readonly ForkscopeEvent[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0 && hasSamples) return events
  return events.filter((event) => {
    if (!hasSamples && isMeasurement(event)) return false
    if (words.length === 0) return true
    const text = `${event.type} ${say(event)}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
