/** How many calls share a task by default, as in Python: about four tasks for each worker. */
export function defaultChunkSize(calls: number, workers: number): number {
  return Math.max(1, Math.ceil(calls / (workers * 4)))
}

/** Cuts an iterable into lists of at most `size`, lazily. */
export function* chunksOf<Value>(values: Iterable<Value>, size: number): Generator<Value[]> {
  let chunk: Value[] = []
  for (const value of values) {
    chunk.push(value)
    if (chunk.length < size) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}
