import { useEffect } from "react"
import { flushSync } from "react-dom"
import { useSession } from "../../store/hooks.ts"
import type { Session } from "../../store/session.ts"
import { panTime, zoomTime } from "../time/moves.ts"
import { shownTabs } from "./shownTabs.ts"

/** Where a key means itself. */
const WRITES =
  "input:not([type='range']), textarea, select, [contenteditable='true'], .xterm, [role='dialog'], [role='combobox']"

/** Keys that work wherever nothing is being written. */
const KEYS: Record<string, (session: Session) => void> = {
  n: (session) => session.openDialog("process"),
  p: (session) => session.openDialog("pool"),
  q: (session) => session.openDialog("queue"),
  r: (session) => {
    const { welcome, connection } = session.page.getState()
    if (welcome?.canAct && connection === "connected") session.openDialog("run")
  },
  "?": (session) => session.openDialog("help"),
  "/": (session) => {
    // The field is there only once its tab is drawn, and the next key is meant for it.
    flushSync(() => session.openTab("console"))
    document.getElementById("console-input")?.focus()
  },
  " ": (session) => void session.playback.toggle(),
  ",": (session) => void session.playback.step(-1),
  ".": (session) => void session.playback.step(1),
  l: (session) => session.playback.live(),
  w: (session) => zoomTime(session, 0.7),
  s: (session) => zoomTime(session, 1 / 0.7),
  a: (session) => panTime(session, -0.15),
  d: (session) => panTime(session, 0.15),
  f: (session) => session.showWindow(null),
  t: (session) => session.page.setState(({ isTimeTall }) => ({ isTimeTall: !isTimeTall })),
  Escape: (session) => session.select(null),
}

/** Of these, what makes sense while two runs are beside each other. */
const KEYS_OF_TWO = new Set(["?", "r", "w", "s", "a", "d", "f"])

/** Figures open the tabs that the run has, from the left. */
function openTabAt(session: Session, place: number): boolean {
  const tab = shownTabs(session.facts.getState().world, true)[place - 1]
  if (tab) session.openTab(tab)
  return tab !== undefined
}

export function useShortcuts(): void {
  const session = useSession()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault()
        session.openDialog(session.page.getState().dialog === "commands" ? null : "commands")
        return
      }
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return
      if (event.target instanceof Element && event.target.closest(WRITES)) return
      if (session.page.getState().dialog !== null) return
      // Space presses the button that has the focus.
      if (event.key === " " && event.target instanceof Element && event.target.closest("button, a, summary")) return
      if (session.comparing.getState().other !== null) {
        if (event.key === "Escape") session.stopComparing()
        else if (KEYS_OF_TWO.has(event.key.toLowerCase())) KEYS[event.key.toLowerCase()]?.(session)
        return
      }
      if (/^[1-9]$/.test(event.key)) {
        if (openTabAt(session, Number(event.key))) event.preventDefault()
        return
      }
      const run = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key]
      if (!run) return
      event.preventDefault()
      run(session)
    }
    document.addEventListener("keydown", onKeyDown)
    return () => document.removeEventListener("keydown", onKeyDown)
  }, [session])
}
