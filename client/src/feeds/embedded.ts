import { ELEMENT } from "@forkscope/shared/export/page"
import type { Feed } from "./feed.ts"

/** The id that links use for the recording embedded in the page. */
export const EMBEDDED = "embedded"

/** The feed of a saved page: it has the embedded recording and no server. Null where no recording is embedded. */
export function embeddedFeed(): Feed | null {
  const element = document.getElementById(ELEMENT)
  const text = element?.textContent?.trim()
  if (!element || !text) return null
  element.remove()
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  return {
    watch: () => {},
    command: async () => ({ ok: false, code: "UNAUTHENTICATED", message: "This page has no server." }),
    recording: async () => bytes,
    standalonePage: async () => {
      throw new Error("This page has no server.")
    },
    close: () => {},
  }
}
