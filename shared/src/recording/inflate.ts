/** Bytes of text that are unzipped from one member at most. A larger member was made to exhaust memory. */
export const LARGEST_MEMBER = 64 << 20

export interface Inflated {
  readonly text: string
  /** Why the text is incomplete; null: it is complete. */
  readonly damage: "cut" | "large" | null
}

/** Unzips one gzip file, like `inflate`. */
export type Inflate = (gzip: Uint8Array, limit?: number) => Promise<Inflated>

/**
 * Unzips one gzip file up to the first error or to the limit, with an API that browsers and Node have built in.
 *
 * @param limit Bytes of text at most.
 */
export async function inflate(gzip: Uint8Array, limit = LARGEST_MEMBER): Promise<Inflated> {
  const bytes = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => {
      controller.enqueue(gzip as Uint8Array<ArrayBuffer>)
      controller.close()
    },
  })
  const stream = bytes.pipeThrough(new DecompressionStream("gzip"))
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  const parts: string[] = []
  let size = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return { text: parts.join("") + decoder.decode(), damage: null }
      parts.push(decoder.decode(value.subarray(0, limit - size), { stream: true }))
      size += value.length
      if (size > limit) {
        await reader.cancel()
        return { text: parts.join(""), damage: "large" }
      }
    }
  } catch {
    return { text: parts.join(""), damage: "cut" }
  }
}
