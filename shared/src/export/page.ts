/** The id of the element of a saved page that holds its recording, in base64. */
export const ELEMENT = "forkscope-recording"

const END = "</body>"

/**
 * A web page that plays a recording with no server and no network.
 *
 * @param page The HTML of `dist/alone/index.html`, which the build makes for this purpose.
 * @param recording The bytes of the recording's file in base64, so that no content can close the element.
 */
export function pageWith(page: string, recording: string): string {
  const at = page.lastIndexOf(END)
  if (at < 0) throw new Error(`Expected a page with ${END}, got ${page.length} characters without`)
  return `${page.slice(0, at)}<script type="text/plain" id="${ELEMENT}">${recording}</script>\n${page.slice(at)}`
}
