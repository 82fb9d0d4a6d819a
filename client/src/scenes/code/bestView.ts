interface Place {
  /** Px from the top of the file. */
  readonly top: number
  /** How much there is to see. */
  readonly count: number
}

/**
 * Where a window of `height` px shows the most of what there is to see; 0 where the file's beginning shows as much.
 *
 * @param places from the top.
 * @param line height of a line, px: a place is only seen with all of its line.
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
