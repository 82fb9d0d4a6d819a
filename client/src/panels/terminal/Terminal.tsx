import { FitAddon } from "@xterm/addon-fit"
import { Terminal as Xterm } from "@xterm/xterm"
import { useEffect, useRef } from "react"
import { useTranslation } from "react-i18next"
import { useSession } from "../../store/hooks.ts"
import type { Session } from "../../store/session.ts"
import { refuseQueries } from "./refuseQueries.ts"
import css from "./Terminal.module.css"
import { terminalTheme } from "./terminalTheme.ts"
import { unseen } from "./unseen.ts"
import "@xterm/xterm/css/xterm.css"

export default function Terminal() {
  const { t } = useTranslation()
  const session = useSession()
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => (place.current ? open(place.current, session) : undefined), [session])
  return <section ref={place} className={css.terminal} aria-label={t("tabs.terminal")} />
}

/** Shows the run's output in an element. @returns a function that closes it. */
function open(element: HTMLElement, session: Session): () => void {
  const xterm = new Xterm({
    fontFamily: getComputedStyle(element).getPropertyValue("--mono"),
    fontSize: 12,
    lineHeight: 1.25,
    scrollback: 5000,
    theme: terminalTheme(element),
    screenReaderMode: false,
  })
  const fit = new FitAddon()
  xterm.loadAddon(fit)
  refuseQueries(xterm)
  xterm.open(element)

  // While the past is shown, typed text must not reach the program, which goes on.
  const canAct = () => session.page.getState().welcome?.canAct === true && !session.playback.player.isOpen
  const send = (text: string) => {
    const { run, world } = session.facts.getState()
    if (run && canAct() && !world.run?.ended) void session.command("run.input", { run, text: text.slice(0, 10_000) })
  }
  const input = xterm.onData(send)
  const resize = xterm.onResize(({ cols, rows }) => {
    const { run, world } = session.facts.getState()
    if (run && canAct() && !world.run?.ended) void session.command("run.resize", { run, cols, rows })
  })
  const observer = new ResizeObserver(() => {
    // A panel that is being closed has no size, and fitting a terminal of size 0 throws.
    if (element.clientWidth > 40 && element.clientHeight > 20) fit.fit()
  })
  observer.observe(element)

  let seen = { epoch: -1, chunks: 0 }
  const draw = () => {
    const { world, epoch } = session.facts.getState()
    if (epoch !== seen.epoch) {
      xterm.reset()
      seen = { epoch, chunks: 0 }
    }
    const { texts, chunks } = unseen(world.output, seen.chunks)
    seen = { epoch, chunks }
    if (texts !== "") xterm.write(texts)
  }
  draw()
  const unsubscribe = session.facts.subscribe(draw)
  const scheme = new MutationObserver(() => {
    xterm.options.theme = terminalTheme(element)
  })
  scheme.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] })

  return () => {
    scheme.disconnect()
    unsubscribe()
    observer.disconnect()
    resize.dispose()
    input.dispose()
    xterm.dispose()
  }
}
