import type { ForkscopeEvent } from "@forkscope/shared/events"
import { useTranslation } from "react-i18next"
import { seconds } from "../../format/format.ts"
import { Button } from "../../parts/Button.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { useSession } from "../../store/hooks.ts"
import css from "./Events.module.css"

interface Props {
  event: ForkscopeEvent
  text: string
  isOpen: boolean
  onToggle(seq: number): void
}

export function EventRow({ event, text, isOpen, onToggle }: Props) {
  const { t } = useTranslation()
  const session = useSession()
  return (
    <>
      <button type="button" className={css.row} aria-expanded={isOpen} onClick={() => onToggle(event.seq)}>
        <span className={css.chevron} data-open={isOpen || undefined}>
          <Icon name="chevron" size={12} />
        </span>
        <span className={css.at}>{seconds(event.at)}</span>
        <span className={css.type}>{event.type}</span>
        <span className={css.text} title={text}>
          {text}
        </span>
      </button>
      {isOpen && (
        <div className={css.open}>
          <pre className={css.raw}>{JSON.stringify(event, null, 2)}</pre>
          <Button onClick={() => void session.playback.pause(event.seq)}>{t("events.go")}</Button>
        </div>
      )}
    </>
  )
}
