import { type Columns, rowCount, rowsOf } from "./packed/columns.ts"

/** A part of a ring's values: a list, or written by columns as in a file. Read it with `itemsOf`. */
export type Chunk<T> = readonly T[] | Columns

/**
 * The last `limit` values of a growing list, as plain data.
 *
 * Adding a value copies one chunk of at most 64 values and the list of chunks, never all values. So a world can keep
 * long histories and still be immutable. Values are dropped from the front a chunk at a time, so there may be up to
 * `limit + 63` of them.
 */
export interface Ring<T> {
  readonly limit: number
  /** Number of values that were dropped from the front. */
  readonly dropped: number
  readonly chunks: readonly Chunk<T>[]
}

/** Number of values in a full chunk. */
export const CHUNK = 64

export function emptyRing<T>(limit: number): Ring<T> {
  return { limit, dropped: 0, chunks: [] }
}

/** A copy with a last chunk and a list of chunks of its own: `pushOnto` can change it without changing the original. */
export function ownRing<T>(ring: Ring<T>): Ring<T> {
  const last = ring.chunks.at(-1)
  return { ...ring, chunks: last ? [...ring.chunks.slice(0, -1), [...itemsOf(last)]] : [] }
}

/** Adds a value in place. @param own A ring from `ownRing` that is not yet used elsewhere. */
export function pushOnto<T>(own: Ring<T>, value: T): void {
  const ring = own as { limit: number; dropped: number; chunks: Chunk<T>[] }
  const last = ring.chunks.at(-1) as T[] | undefined
  if (last && last.length < CHUNK) {
    last.push(value)
    return
  }
  const first = ring.chunks[0]
  if (first && ringLength(ring) - chunkLength(first) >= ring.limit) {
    ring.dropped += chunkLength(first)
    ring.chunks.shift()
  }
  ring.chunks.push([value])
}

export function ringLength(ring: Ring<unknown>): number {
  const last = ring.chunks.at(-1)
  return last ? (ring.chunks.length - 1) * CHUNK + chunkLength(last) : 0
}

const unpacked = new WeakMap<Columns, readonly unknown[]>()

/** The values of a chunk: the same list each time. */
export function itemsOf<T>(chunk: Chunk<T>): readonly T[] {
  if (isList(chunk)) return chunk
  const items = unpacked.get(chunk) ?? rowsOf(chunk)
  unpacked.set(chunk, items)
  return items as readonly T[]
}

const isList = <T>(chunk: Chunk<T>): chunk is readonly T[] => Array.isArray(chunk)
const chunkLength = (chunk: Chunk<unknown>) => (isList(chunk) ? chunk.length : rowCount(chunk))

export function firstOf<T>({ chunks: [first] }: Ring<T>): T | undefined {
  return first && itemsOf(first)[0]
}

export function lastOf<T>(ring: Ring<T>): T | undefined {
  const last = ring.chunks.at(-1)
  return last && itemsOf(last).at(-1)
}

/** The number of values that a ring ever had. */
export const countOf = (ring: Ring<unknown>): number =>
  ring.chunks.reduce((count, chunk) => count + chunkLength(chunk), ring.dropped)

/** The values from oldest to newest. */
export function* valuesOf<T>(ring: Ring<T>): Generator<T> {
  for (const chunk of ring.chunks) yield* itemsOf(chunk)
}

/** The values after the first `seen` that a ring ever had, oldest first. Those that were dropped are missing. */
export function* valuesAfter<T>(ring: Ring<T>, seen: number): Generator<T> {
  let place = ring.dropped
  for (const chunk of ring.chunks) {
    const next = place + chunkLength(chunk)
    if (next > seen) yield* itemsOf(chunk).slice(Math.max(0, seen - place))
    place = next
  }
}

/** The values from newest to oldest. */
export function* newestFirst<T>(ring: Ring<T>): Generator<T> {
  for (let c = ring.chunks.length - 1; c >= 0; c--) {
    const chunk = itemsOf(ring.chunks[c] as Chunk<T>)
    for (let i = chunk.length - 1; i >= 0; i--) yield chunk[i] as T
  }
}
