import { KEEP } from "../world.ts"

/** A list with one more value, cut to its newest `limit` values. */
export function keepLast<T>(list: readonly T[], value: T, limit = KEEP.small): readonly T[] {
  return [...list.slice(Math.max(0, list.length + 1 - limit)), value]
}
