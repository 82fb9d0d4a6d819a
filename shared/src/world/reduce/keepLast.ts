import { KEEP } from "../world.ts"

/** A list with one more value, cut to its newest `limit` values. */
export function keepLast<T>(list: readonly T[], value: T, limit = KEEP.small): readonly T[] {
  return [...list.slice(Math.max(0, list.length + 1 - limit)), value]
}

/** A list of distinct ids with this one in it, cut to the newest `KEEP.users`. */
export const including = <Id extends number>(list: readonly Id[], id: Id): readonly Id[] =>
  list.includes(id) ? list : keepLast(list, id, KEEP.users)
