import type { ForkscopeEvent } from "@forkscope/shared/events"
import type { Finding } from "@forkscope/shared/findings"
import type { World } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { Button } from "../../parts/Button.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { useSession } from "../../store/hooks.ts"
import { RefLink } from "../inspector/Parts.tsx"
import { Cycle } from "./Cycle.tsx"
import { Evidence } from "./Evidence.tsx"
import css from "./Findings.module.css"
import { SourceLink } from "./SourceLink.tsx"
import { useSentence } from "./useSentence.ts"

interface Props {
  finding: Finding
  world: World
  events: readonly ForkscopeEvent[]
  isOpen: boolean
}

/** Links shown for one finding; the picture and the table show more. */
const LINKS = 8

/** What is wrong, why, and how to fix it. */
export function FindingCard({ finding, world, events, isOpen }: Props) {
  const { t } = useTranslation()
  const sentenceOf = useSentence()
  const { kind, severity, processes, refs, sites, evidence, chain } = finding
  const session = useSession()
  const failed = refs
    .flatMap(({ kind, id }) => (kind === "task" ? (world.tasks[id] ?? []) : []))
    .find(({ error }) => error)
  const isCircle = chain.length > 0
  const { title, text, advice } = sentenceOf(finding)
  const things = [...processes.map((id) => ({ kind: "process" as const, id })), ...refs]
  return (
    <details className={css.card} data-severity={severity} data-kind={kind} open={isOpen}>
      <summary className={css.head}>
        <Icon name={severity} size={14} />
        <span className={css.title}>{title}</span>
        <span className={css.severity}>{t(`findings.severity.${severity}`)}</span>
      </summary>
      <p>{text}</p>
      {isCircle && <Cycle world={world} chain={chain} />}
      {advice && (
        <p className={css.advice}>
          <span className={css.label}>{t("findings.advice")}</span> {advice}
        </p>
      )}
      {sites.length > 0 && !isCircle && (
        <ul className={css.sites}>
          {sites.slice(0, LINKS).map(({ proc, tid, site, what }) => (
            <li key={`${proc}.${tid}.${site.file}.${site.line}.${what}`}>
              <SourceLink site={site} /> <span className="quiet">{what}</span>
            </li>
          ))}
        </ul>
      )}
      {!isCircle && things.length > 0 && (
        <p className={css.things}>
          {things.slice(0, LINKS).map((ref) => (
            <RefLink key={`${ref.kind}${ref.id}`} world={world} to={ref} />
          ))}
          {things.length > LINKS && (
            <span className="quiet">{t("inspector.more", { count: things.length - LINKS })}</span>
          )}
        </p>
      )}
      {failed && (
        <Button look="link" onClick={() => session.openError(failed.id)}>
          {t("error.open")}
        </Button>
      )}
      <Evidence seqs={evidence} events={events} world={world} />
    </details>
  )
}
