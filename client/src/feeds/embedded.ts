import { ELEMENT } from "@forkscope/shared/export/page"
import type { Feed } from "./feed.ts"

/** How links call the recording that is in the page itself. */
export const EMBEDDED = "embedded"

/** The feed of a page that was saved: the recording in it, and nobody to ask. Null where there is none. */
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
