/** The element of a saved page that holds its recording, in base64: `savedPage` in server/src/recording/alone.ts puts it there. */
const ID = "forkscope-recording"

/** The recording in this page; null where there is none. */
export function takeEmbedded(): Blob | null {
  const element = document.getElementById(ID)
  const text = element?.textContent?.trim()
  if (!element || !text) return null
  element.remove()
  const binary = atob(text)
  return new Blob([Uint8Array.from(binary, (character) => character.charCodeAt(0))])
}
