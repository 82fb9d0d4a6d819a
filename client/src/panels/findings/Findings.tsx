import type { ForkscopeEvent } from "@forkscope/shared/events"
import type { Finding } from "@forkscope/shared/findings"
import type { EntityRef, World } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { useFindings, usePage } from "../../store/hooks.ts"
import { FindingCard } from "./FindingCard.tsx"
import css from "./Findings.module.css"

function concerns({ processes, refs }: Finding, { kind, id }: EntityRef): boolean {
  return kind === "process" ? processes.includes(id) : refs.some((ref) => ref.kind === kind && ref.id === id)
}

/** All findings, the most severe first. Those that do not concern the selection are shown by name only. */
export function Findings({ world, events }: { world: World; events: readonly ForkscopeEvent[] }) {
  const { t } = useTranslation()
  const findings = useFindings()
  const selected = usePage((page) => page.selected)
  if (findings.length === 0) return null
  return (
    <section className={css.findings} aria-label={t("findings.title")}>
      <h2>{t("findings.title")}</h2>
      {world.run?.ended && <p className="quiet">{t("findings.atTheEnd")}</p>}
      {findings.map((finding) => (
        <FindingCard
          key={finding.id}
          finding={finding}
          world={world}
          events={events}
          isOpen={selected === null || concerns(finding, selected)}
        />
      ))}
    </section>
  )
}
