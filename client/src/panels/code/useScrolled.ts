import { type RefObject, useEffect, useState } from "react"

/** The visible part of a scrolled element, px. Height 0 until it is laid out. */
export interface Scrolled {
  readonly top: number
  readonly height: number
}

/** Follows the visible part of a scrolled element. */
export function useScrolled(element: RefObject<HTMLElement | null>): Scrolled {
  const [seen, setSeen] = useState<Scrolled>({ top: 0, height: 0 })
  useEffect(() => {
    const box = element.current
    if (!box) return
    const look = () => setSeen({ top: box.scrollTop, height: box.clientHeight })
    look()
    box.addEventListener("scroll", look, { passive: true })
    const observer = new ResizeObserver(look)
    observer.observe(box)
    return () => {
      box.removeEventListener("scroll", look)
      observer.disconnect()
    }
  }, [element])
  return seen
}
