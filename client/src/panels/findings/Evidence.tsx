import type { ForkscopeEvent } from "@forkscope/shared/events"
import type { World } from "@forkscope/shared/world"
import { bisector } from "d3-array"
import { useTranslation } from "react-i18next"
import { seconds } from "../../format/format.ts"
import { sentenceOf } from "../../format/sentence.ts"
import css from "./Findings.module.css"

/** Events are in the order of their seq. */
const bySeq = bisector(({ seq }: ForkscopeEvent) => seq)

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
          const found = events[bySeq.left(events, seq)]
          const event = found?.seq === seq ? found : undefined
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
