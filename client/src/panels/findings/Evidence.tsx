import type { ForkscopeEvent } from "@forkscope/shared/events"
import type { World } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { seconds } from "../../format/format.ts"
import { sentenceOf } from "../../format/sentence.ts"
import css from "./Findings.module.css"

interface Props {
  seqs: readonly number[]
  events: readonly ForkscopeEvent[]
  world: World
}

/** The events that prove a finding. The page may have dropped old ones; the recording has them all. */
export function Evidence({ seqs, events, world }: Props) {
  const { t } = useTranslation(["ui", "events"])
  if (seqs.length === 0) return null
  return (
    <details className={css.evidence}>
      <summary>{t("findings.evidence", { count: seqs.length })}</summary>
      <ol>
        {seqs.map((seq) => {
          const event = eventOf(events, seq)
          const said = event && sentenceOf(event, world)
          return (
            <li key={seq}>
              <span className="mono">#{seq}</span>
              {event && <time className="mono">{seconds(event.at)}</time>}
              <span>{said ? t(said.key, { ns: "events", ...said.values }) : t("findings.tooOld")}</span>
            </li>
          )
        })}
      </ol>
    </details>
  )
}

/** Events are in the order of their seq. */
function eventOf(events: readonly ForkscopeEvent[], seq: number): ForkscopeEvent | undefined {
  let [low, high] = [0, events.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = events[middle]?.seq ?? 0
    if (found === seq) return events[middle]
    if (found < seq) low = middle + 1
    else high = middle - 1
  }
  return undefined
}
