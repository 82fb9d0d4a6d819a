import type { OutputChunk, Ring } from "@forkscope/shared/world"

/**
 * The output after the first `seen` chunks of a run, as a terminal takes it. Chunks that fell off the ring are gone.
 *
 * A terminal's own stream has its line ends already; plain streams get the carriage return that they lack.
 *
 * @returns the text, and how many chunks are seen with it.
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
