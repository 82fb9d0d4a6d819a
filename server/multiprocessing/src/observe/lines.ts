import { StringDecoder } from "node:string_decoder"

/**
 * Cuts a stream of bytes into lines, holding at most `limit` characters of an unfinished one.
 *
 * @returns a function that takes the next bytes; it returns false once a line has grown past the limit.
 */
export function lineReader(limit: number, onLine: (line: string) => void): (bytes: Buffer) => boolean {
  const decoder = new StringDecoder("utf8")
  let rest = ""
  return (bytes) => {
    const text = decoder.write(bytes)
    // A line may come in thousands of pieces: only the piece that ends it makes them one text.
    const lines = text.includes("\n") ? (rest + text).split("\n") : [rest + text]
    rest = lines.pop() ?? ""
    for (const line of lines) onLine(line)
    return rest.length <= limit
  }
}
