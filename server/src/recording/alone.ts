import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** The page in one file: beside the bundle. */
const PAGE = fileURLToPath(new URL("../alone/index.html", import.meta.url))
const END = "</body>"

/**
 * A web page that plays a recording with no server and no network.
 *
 * @param recording The bytes of its file.
 */
export function savedPage(recording: Uint8Array): string {
  const page = readFileSync(PAGE, "utf8")
  const at = page.lastIndexOf(END)
  // Base64 can't end the element, whatever is in the recording.
  const data = Buffer.from(recording).toString("base64")
  return `${page.slice(0, at)}<script type="text/plain" id="forkscope-recording">${data}</script>\n${page.slice(at)}`
}
