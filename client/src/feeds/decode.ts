/** Reads gzipped JSON with the browser's own decompressor. */
export async function decodeGzip<T>(data: Uint8Array): Promise<T> {
  const stream = new Blob([data as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip"))
  return (await new Response(stream).json()) as T
}

export function decodeJson<T>(data: Uint8Array): T {
  return JSON.parse(new TextDecoder().decode(data)) as T
}

/**
 * Runs asynchronous tasks one after another in the order they were added: a batch that needs no unzipping must not
 * overtake an earlier one that does.
 */
export class InOrder {
  #last: Promise<void> = Promise.resolve()
  readonly #onError: (error: unknown) => void

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  add(task: () => Promise<void>): void {
    this.#last = this.#last.then(task).catch(this.#onError)
  }
}
