import type { OutputChunk, Ring } from "@forkscope/shared/world"

/**
 * The output after the first `seen` chunks of a run, for writing to a terminal. Chunks that the ring has dropped are
 * missing.
 *
 * Output of a pseudo-terminal has its line ends already; other streams get the carriage returns that they lack.
 *
 * @returns the text, and the number of chunks seen including it.
 */
export function unseen(output: Ring<OutputChunk>, seen: number): { texts: string; chunks: number } {
  let place = output.dropped
  let texts = ""
  for (const chunk of output.chunks) {
    if (place + chunk.length > seen) {
      for (const { stream, text } of chunk.slice(Math.max(0, seen - place))) {
        texts += stream === "pty" ? text : text.replaceAll(/\r?\n/g, "\r\n")
      }
    }
    place += chunk.length
  }
  return { texts, chunks: place }
}
