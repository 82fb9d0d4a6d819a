import { useTranslation } from "react-i18next"
import { useFacts, useIsPast, usePage, useTime } from "../../store/hooks.ts"
import css from "./TopBar.module.css"

/** Whether the page shows the present or the past, and the state of its connection. */
export function Live() {
  const { t } = useTranslation()
  const connection = usePage((page) => page.connection)
  const hasRun = useFacts(({ world }) => world.run !== null)
  const isOver = useFacts(({ world }) => world.run?.ended != null)
  const isPast = useIsPast()
  const isPlaying = useTime((time) => time.isPlaying)
  const state = isPast
    ? isPlaying
      ? "playing"
      : "past"
    : connection === "connecting"
      ? "connecting"
      : connection !== "connected"
        ? "lost"
        : isOver
          ? "over"
          : hasRun
            ? "live"
            : "idle"
  return (
    <span className={css.live} data-state={state} role="status">
      <span className={css.dot} aria-hidden="true" />
      {t(`live.${state}`)}
    </span>
  )
}
