interface Place {
  /** Px from the top of the file. */
  readonly top: number
  /** Arrows or errors at the line. */
  readonly count: number
}

/**
 * The scroll position at which a window of `height` px shows the most; 0 where the beginning of the file shows as much.
 *
 * @param places In order from the top.
 * @param line Height of a line, px: a place only counts if its whole line is visible.
 */
export function bestView(places: readonly Place[], height: number, line: number): number {
  const above = Math.min(height / 4, line * 3)
  const seenFrom = (top: number) =>
    places.reduce((sum, place) => sum + (place.top >= top && place.top + line <= top + height ? place.count : 0), 0)
  let best = 0
  for (const { top } of places) {
    const start = Math.max(0, top - above)
    if (seenFrom(start) > seenFrom(best)) best = start
  }
  return best
}
