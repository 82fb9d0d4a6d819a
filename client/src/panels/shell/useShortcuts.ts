import { useHotkeys, useWindowEvent } from "@mantine/hooks"
import { flushSync } from "react-dom"
import { useSession } from "../../store/hooks.ts"
import type { Session } from "../../store/session.ts"
import { panTime, zoomTime } from "../time/moves.ts"
import { shownTabs } from "./shownTabs.ts"

/** Elements in which a key types text. */
const WRITES =
  "input:not([type='range']), textarea, select, [contenteditable='true'], .xterm, [role='dialog'], [role='combobox']"

/** Shortcuts that work wherever no text is being typed. */
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
    // The input has to exist before the next key is pressed, so its tab is rendered at once.
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

/** The shortcuts that also apply while two runs are compared. */
const KEYS_OF_TWO = new Set(["?", "r", "w", "s", "a", "d", "f"])

/** Digit keys open the tabs of the run, from the left. */
function openTabAt(session: Session, place: number): boolean {
  const tab = shownTabs(session.facts.getState().world, true)[place - 1]
  if (tab) session.openTab(tab)
  return tab !== undefined
}

/** Elements that Space activates when they have the focus. */
const PRESSES = "button, a, summary"

/**
 * Installs the page's shortcuts. Mantine's `useHotkeys` ignores too few elements: terminals, dialogs and lists take
 * keys too.
 */
export function useShortcuts(): void {
  const session = useSession()
  useHotkeys(
    [["mod+K", () => session.openDialog(session.page.getState().dialog === "commands" ? null : "commands")]],
    [],
    true,
  )
  useWindowEvent("keydown", (event) => {
    const { key, target } = event
    if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return
    if (target instanceof Element && target.closest(key === " " ? `${WRITES}, ${PRESSES}` : WRITES)) return
    if (session.page.getState().dialog !== null) return
    const name = key.length === 1 ? key.toLowerCase() : key
    if (session.comparing.getState().other !== null) {
      if (key === "Escape") session.stopComparing()
      else if (KEYS_OF_TWO.has(name)) KEYS[name]?.(session)
      return
    }
    if (/^[1-9]$/.test(key)) {
      if (openTabAt(session, Number(key))) event.preventDefault()
      return
    }
    const run = KEYS[name]
    if (!run) return
    event.preventDefault()
    run(session)
  })
}
