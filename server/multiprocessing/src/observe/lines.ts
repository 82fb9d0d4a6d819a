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
    const lines = (rest + decoder.write(bytes)).split("\n")
    rest = lines.pop() ?? ""
    for (const line of lines) onLine(line)
    return rest.length <= limit
  }
}
