import { KEEP } from "../world.ts"

/** Room for the newest few of a short list. */
export function keepLast<T>(list: readonly T[], value: T, limit = KEEP.small): readonly T[] {
  return [...list.slice(Math.max(0, list.length + 1 - limit)), value]
}
