import { countOf, type OutputChunk, type Ring, valuesAfter } from "@forkscope/shared/world"

/**
 * The output after the first `seen` chunks of a run, for writing to a terminal. Chunks that the ring has dropped are
 * missing.
 *
 * Output of a pseudo-terminal has its line ends already; other streams get the carriage returns that they lack.
 *
 * @returns the text, and the number of chunks seen including it.
 */
export function unseen(output: Ring<OutputChunk>, seen: number): { texts: string; chunks: number } {
  let texts = ""
  for (const { stream, text } of valuesAfter(output, seen)) {
    texts += stream === "pty" ? text : text.replaceAll(/\r?\n/g, "\r\n")
  }
  return { texts, chunks: countOf(output) }
}
