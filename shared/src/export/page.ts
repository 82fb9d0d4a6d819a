/** The element of a saved page that holds its recording, in base64. */
export const ELEMENT = "forkscope-recording"

const END = "</body>"

/**
 * A web page that plays a recording with no server and no network.
 *
 * @param page What the build made for this: `dist/alone/index.html`.
 * @param recording The bytes of its file, in base64: that can't end the element, whatever is in the recording.
 */
export function pageWith(page: string, recording: string): string {
  const at = page.lastIndexOf(END)
  if (at < 0) throw new Error(`Expected a page with ${END}, got ${page.length} characters without`)
  return `${page.slice(0, at)}<script type="text/plain" id="${ELEMENT}">${recording}</script>\n${page.slice(at)}`
}
