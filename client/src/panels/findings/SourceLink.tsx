import type { Site } from "@forkscope/shared/events"
import { siteText } from "@forkscope/shared/names"
import { useTranslation } from "react-i18next"
import { Button } from "../../parts/Button.tsx"
import { useSession } from "../../store/hooks.ts"
import css from "./Findings.module.css"

/** A line of the program's code; a click opens it in the code panel. */
export function SourceLink({ site }: { site: Site }) {
  const { t } = useTranslation()
  const session = useSession()
  const text = siteText(site)
  return (
    <Button
      look="link"
      className={css.source ?? ""}
      title={`${site.file}:${site.line}`}
      aria-label={t("findings.openSource", { place: text })}
      onClick={() => {
        session.openTab("code")
        session.openSource(site)
      }}
    >
      <code>{text}</code>
    </Button>
  )
}
