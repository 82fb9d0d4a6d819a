import { useEffect, useState } from "react"

const NAMES = [
  "text",
  "muted",
  "hairline",
  "line",
  "panel",
  "raised",
  "accent",
  "accent-soft",
  "running",
  "running-soft",
  "ready",
  "waiting",
  "waiting-soft",
  "waiting-ink",
  "stopped",
  "zombie",
  "failed",
  "failed-soft",
  "failed-ink",
] as const

/** The current values of the theme's colours: a canvas cannot use CSS variables. */
export type Colours = Readonly<Record<(typeof NAMES)[number], string>>

function read(): Colours {
  const style = getComputedStyle(document.documentElement)
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Colours
}

/** The colours of the page's theme, updated when the theme changes. */
export function useColours(): Colours {
  const [colours, setColours] = useState(read)
  useEffect(() => {
    const observer = new MutationObserver(() => setColours(read()))
    observer.observe(document.documentElement, { attributes: true })
    return () => observer.disconnect()
  }, [])
  return colours
}
