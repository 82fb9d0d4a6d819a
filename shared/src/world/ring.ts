/**
 * The last `limit` values of a growing list, as plain data.
 *
 * Pushing copies one chunk of at most 64 values and the list of chunks, never all values, so that a world may keep
 * long histories and still be replaced as a whole. Values fall off the front a chunk at a time, so up to
 * `limit + 63` may be there.
 */
export interface Ring<T> {
  readonly limit: number
  /** Values that fell off the front. */
  readonly dropped: number
  readonly chunks: readonly (readonly T[])[]
}

const CHUNK = 64

export function emptyRing<T>(limit: number): Ring<T> {
  return { limit, dropped: 0, chunks: [] }
}

export function pushed<T>(ring: Ring<T>, value: T): Ring<T> {
  const last = ring.chunks.at(-1)
  if (last && last.length < CHUNK) {
    return { ...ring, chunks: [...ring.chunks.slice(0, -1), [...last, value]] }
  }
  const first = ring.chunks[0]
  const isOver = first !== undefined && ringLength(ring) - first.length >= ring.limit
  return {
    limit: ring.limit,
    dropped: ring.dropped + (isOver ? first.length : 0),
    chunks: [...(isOver ? ring.chunks.slice(1) : ring.chunks), [value]],
  }
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
