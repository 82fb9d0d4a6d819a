/** The desired centre and size of a box in a column where the order is fixed and boxes must not overlap. */
export interface Wish {
  readonly centre: number
  readonly size: number
}

interface Block {
  sum: number
  count: number
  /** Offset of its first member from the block's mean. */
  first: number
  last: number
}

/**
 * The centres nearest to the desired ones (least squares) that keep the order and a gap. Neighbours that would overlap
 * are merged into a block, placed at the mean of its members' wishes (pool adjacent violators).
 */
export function spread(wishes: readonly Wish[], gap: number): number[] {
  // With the space before each box subtracted, "no overlap" becomes "not decreasing".
  let taken = 0
  const offsets = wishes.map(({ size }, place) => {
    if (place > 0) taken += gap + size / 2 + (wishes[place - 1]?.size ?? 0) / 2
    return taken
  })
  const blocks: Block[] = []
  for (const [place, { centre }] of wishes.entries()) {
    blocks.push({ sum: centre - (offsets[place] ?? 0), count: 1, first: place, last: place })
    for (;;) {
      const last = blocks.at(-1)
      const before = blocks.at(-2)
      if (!last || !before || before.sum / before.count < last.sum / last.count) break
      blocks.splice(-2, 2, {
        sum: before.sum + last.sum,
        count: before.count + last.count,
        first: before.first,
        last: last.last,
      })
    }
  }
  return blocks.flatMap(({ sum, count, first, last }) =>
    Array.from({ length: last - first + 1 }, (_, index) => sum / count + (offsets[first + index] ?? 0)),
  )
}
