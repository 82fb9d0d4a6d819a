import { type RefObject, useCallback, useEffect, useRef, useState } from "react"
import { bestView } from "../../scenes/code/bestView.ts"
import type { Scrolled } from "./useScrolled.ts"
import type { Viewer } from "./useViewer.ts"

interface Target {
  readonly file: string
  readonly line: number
  /** Raised with each jump, so that one to the same place is another. */
  readonly count: number
}

interface Options {
  scroller: RefObject<HTMLElement | null>
  view: Scrolled
  viewer: Viewer | null
  /** The file that is shown. */
  file: string | undefined
  /** Lines with news, from the top, and how much. */
  news: readonly { readonly line: number; readonly count: number }[]
}

/** Ms in which a file that was just opened finds its place, as arrows come in; after that it stays where it is. */
const SETTLING = 1500
const LINE = 20

/** Brings lines into view: those with news when a file opens, and any that is asked for. */
export function useJump({ scroller, view, viewer, file, news }: Options) {
  const [target, setTarget] = useState<Target | null>(null)
  const opened = useRef<{ file: string; at: number; top: number } | null>(null)
  const jumped = useRef(0)

  const isLaidOut = viewer !== null && view.height > 0
  const lines = JSON.stringify(news)
  useEffect(() => {
    const box = scroller.current
    const places = JSON.parse(lines) as typeof news
    if (!box || !isLaidOut || file === undefined || places.length === 0) return
    const now = performance.now()
    if (opened.current?.file !== file) opened.current = { file, at: now, top: box.scrollTop }
    // Whoever has scrolled already is left alone.
    if (now - opened.current.at > SETTLING || Math.abs(box.scrollTop - opened.current.top) > 2) return
    box.scrollTop = bestView(
      places.map(({ line, count }) => ({ top: viewer.topOf(line), count })),
      box.clientHeight,
      LINE,
    )
    opened.current.top = box.scrollTop
  }, [isLaidOut, viewer, lines, file, scroller])

  // A jump waits until the file that it leads to is drawn.
  const isThere = target !== null && viewer !== null && target.file === file
  useEffect(() => {
    const box = scroller.current
    if (!isThere || !box || jumped.current === target.count) return
    jumped.current = target.count
    opened.current = { file: target.file, at: 0, top: -1 }
    box.scrollTop = Math.max(0, viewer.topOf(target.line) - box.clientHeight / 3)
  }, [isThere, target, viewer, scroller])

  const to = useCallback((path: string, line: number) => {
    setTarget((before) => ({ file: path, line, count: (before?.count ?? 0) + 1 }))
  }, [])
  return {
    /** The line that was asked for last, in the file that is shown. */
    line: isThere ? target.line : null,
    to,
  }
}
