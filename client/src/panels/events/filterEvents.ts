import type { ForkscopeEvent } from "@forkscope/shared/events"
import { isMeasurement } from "@forkscope/shared/world"
import { hasWords, wordsOf } from "../../parts/words.ts"

/**
 * Events whose type or sentence contains every word of the filter; with measurements, which are many, only on demand.
 */
export function filterEvents(
  events: readonly ForkscopeEvent[],
  filter: string,
  hasSamples: boolean,
  say: (event: ForkscopeEvent) => string,
): readonly ForkscopeEvent[] {
  const words = wordsOf(filter)
  if (words.length === 0 && hasSamples) return events
  return events.filter(
    (event) =>
      (hasSamples || !isMeasurement(event)) && (words.length === 0 || hasWords(`${event.type} ${say(event)}`, words)),
  )
}
