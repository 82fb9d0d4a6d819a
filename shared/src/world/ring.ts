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
  readonly chunks: readonly (readonly T[])[]
}

/** Number of values in a full chunk. */
export const CHUNK = 64

export function emptyRing<T>(limit: number): Ring<T> {
  return { limit, dropped: 0, chunks: [] }
}

/** A copy with a last chunk and a list of chunks of its own: `pushOnto` can change it without changing the original. */
export function ownRing<T>(ring: Ring<T>): Ring<T> {
  const last = ring.chunks.at(-1)
  return { ...ring, chunks: last ? [...ring.chunks.slice(0, -1), [...last]] : [] }
}

/** Adds a value in place. @param own A ring from `ownRing` that is not yet used elsewhere. */
export function pushOnto<T>(own: Ring<T>, value: T): void {
  const ring = own as { limit: number; dropped: number; chunks: T[][] }
  const last = ring.chunks.at(-1)
  if (last && last.length < CHUNK) {
    last.push(value)
    return
  }
  const first = ring.chunks[0]
  if (first && ringLength(ring) - first.length >= ring.limit) {
    ring.dropped += first.length
    ring.chunks.shift()
  }
  ring.chunks.push([value])
}

export function ringLength(ring: Ring<unknown>): number {
  const last = ring.chunks.at(-1)
  return last ? (ring.chunks.length - 1) * CHUNK + last.length : 0
}

export function lastOf<T>(ring: Ring<T>): T | undefined {
  return ring.chunks.at(-1)?.at(-1)
}

/** The values from oldest to newest. */
export function* valuesOf<T>(ring: Ring<T>): Generator<T> {
  for (const chunk of ring.chunks) yield* chunk
}

/** The values from newest to oldest. */
export function* newestFirst<T>(ring: Ring<T>): Generator<T> {
  for (let c = ring.chunks.length - 1; c >= 0; c--) {
    const chunk = ring.chunks[c] as readonly T[]
    for (let i = chunk.length - 1; i >= 0; i--) yield chunk[i] as T
  }
}
