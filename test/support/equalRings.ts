import { itemsOf, type Ring } from "@forkscope/shared/world"
import { expect } from "vitest"

const isRing = (value: unknown): value is Ring<unknown> =>
  typeof value === "object" && value !== null && "limit" in value && "dropped" in value && "chunks" in value

/** Two rings are equal if they have the same values in the same chunks, whether or not these are written by columns. */
expect.addEqualityTesters([
  function (one, other) {
    if (!isRing(one) || !isRing(other)) return undefined
    const plain = ({ chunks, ...rest }: Ring<unknown>) => [rest, chunks.map(itemsOf)]
    return this.equals(plain(one), plain(other))
  },
])
