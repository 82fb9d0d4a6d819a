import { type RefObject, useCallback, useEffect, useRef, useState } from "react"
import { bestView } from "../../scenes/code/bestView.ts"
import type { Scrolled } from "./useScrolled.ts"
import type { Viewer } from "./useViewer.ts"

interface Target {
  readonly file: string
  readonly line: number
  /** Raised with each jump, so that a second jump to the same place is a new one. */
  readonly count: number
}

interface Options {
  scroller: RefObject<HTMLElement | null>
  view: Scrolled
  viewer: Viewer | null
  /** Path of the file that is shown. */
  file: string | undefined
  /** Lines with arrows or errors, from the top, and their number on each. */
  news: readonly { readonly line: number; readonly count: number }[]
}

/** ms after opening a file during which new arrows may still scroll it. */
const SETTLING = 1500
const LINE = 20

/** Scrolls to lines: to those with arrows or errors when a file opens, and to any line on request. */
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
    // A file that the user has scrolled is not scrolled again.
    if (now - opened.current.at > SETTLING || Math.abs(box.scrollTop - opened.current.top) > 2) return
    box.scrollTop = bestView(
      places.map(({ line, count }) => ({ top: viewer.topOf(line), count })),
      box.clientHeight,
      LINE,
    )
    opened.current.top = box.scrollTop
  }, [isLaidOut, viewer, lines, file, scroller])

  // A jump waits until its file is drawn.
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
    /** The line of the last jump, if it is in the file that is shown. */
    line: isThere ? target.line : null,
    to,
  }
}
