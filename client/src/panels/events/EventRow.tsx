import type { ForkscopeEvent } from "@forkscope/shared/events"
import { seconds } from "../format/format.ts"
import { Icon } from "../parts/Icon.tsx"
import css from "./Events.module.css"

interface Props {
  event: ForkscopeEvent
  text: string
  isOpen: boolean
  onToggle(seq: number): void
}

export function EventRow({ event, text, isOpen, onToggle }: Props) {
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
      {isOpen && <pre className={css.raw}>{JSON.stringify(event, null, 2)}</pre>}
    </>
  )
}
