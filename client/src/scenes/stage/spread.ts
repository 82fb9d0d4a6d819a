/** A thing with a place it would like, in a column where order is fixed and nothing overlaps. */
export interface Wish {
  readonly centre: number
  readonly size: number
}

interface Block {
  sum: number
  count: number
  /** Of its first member, relative to the block's mean. */
  first: number
  last: number
}

/**
 * Centres nearest to the wishes (least squares) that keep the order and a gap: neighbours that would overlap are joined
 * into a block which then sits at the mean of its members' wishes (pool adjacent violators).
 */
export function spread(wishes: readonly Wish[], gap: number): number[] {
  // Subtracting the room that is taken before each turns "no overlap" into "not decreasing".
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
