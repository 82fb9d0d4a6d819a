import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { pageWith } from "@forkscope/shared/export"

/** The page as one file, into which a recording is inserted; it is beside the bundle. */
export const STANDALONE = fileURLToPath(new URL("../standalone/index.html", import.meta.url))

/**
 * Makes a web page that plays a recording without a server or a network.
 *
 * @param recording The bytes of its file.
 */
export function savedPage(recording: Uint8Array): string {
  return pageWith(readFileSync(STANDALONE, "utf8"), Buffer.from(recording).toString("base64"))
}
