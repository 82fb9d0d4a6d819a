import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { pageWith } from "@forkscope/shared/export"

/** The page in one file, which waits for a recording: beside the bundle. */
export const STANDALONE = fileURLToPath(new URL("../standalone/index.html", import.meta.url))

/**
 * A web page that plays a recording with no server and no network.
 *
 * @param recording The bytes of its file.
 */
export function savedPage(recording: Uint8Array): string {
  return pageWith(readFileSync(STANDALONE, "utf8"), Buffer.from(recording).toString("base64"))
}
