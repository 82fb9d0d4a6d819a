import type { ForkscopeEvent } from "@forkscope/shared/events"
import { type EntityRef, storyOf, type World } from "@forkscope/shared/world"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { seconds } from "../../format/format.ts"
import { sentenceOf } from "../../format/sentence.ts"
import type { Facts } from "../../store/facts.ts"
import css from "./Inspector.module.css"
import { Section } from "./Parts.tsx"

/** Newest events shown; the events panel has all. */
const SHOWN = 30

/** Runtime threads start and end in large numbers; the inspector lists them elsewhere. */
const isTold = (event: ForkscopeEvent) => !event.type.startsWith("thread.")

interface Props extends Pick<Facts, "events" | "world"> {
  entity: EntityRef
}

export function Story({ events, world, entity }: Props) {
  const { kind, id } = entity
  const story = useMemo(() => storyOf(events.filter(isTold), { kind, id }), [events, kind, id])
  return <Told story={story} world={world} />
}

/** Events as sentences. @param story Events, oldest first. */
export function Told({ story, world }: { story: readonly ForkscopeEvent[]; world: World }) {
  const { t } = useTranslation(["ui", "events"])
  if (story.length === 0) return null
  return (
    <Section title={t("inspector.story")} aside={t("inspector.newestFirst")}>
      <ol className={css.story}>
        {story
          .slice(-SHOWN)
          .reverse()
          .map((event) => {
            const { key, values } = sentenceOf(event, world)
            return (
              <li key={event.seq}>
                <time className="mono">{seconds(event.at)}</time>
                <span>{t(key, { ns: "events", ...values })}</span>
              </li>
            )
          })}
      </ol>
    </Section>
  )
}
