import { useTranslation } from "react-i18next"
import { useNow } from "../../format/useNow.ts"
import { usePage } from "../../store/hooks.ts"
import { NewLab } from "./NewLab.tsx"
import { RunRow } from "./RunRow.tsx"
import css from "./Runs.module.css"

export function Runs() {
  const { t } = useTranslation()
  const runs = usePage((page) => page.runs)
  const canAct = usePage(({ welcome, connection }) => connection === "connected" && welcome?.canAct === true)
  const now = useNow(1000)
  const isStandalone = usePage(({ connection }) => connection === "standalone")
  if (isStandalone) return null
  const newestFirst = (runs ?? []).toSorted((a, b) => b.startedAt - a.startedAt)
  return (
    <div className={css.runs}>
      <header className={css.head}>
        <h2>{t("runs.title")}</h2>
        {canAct && <NewLab />}
      </header>
      {newestFirst.length === 0 && <p className={css.none}>{t("runs.none")}</p>}
      <ul>
        {newestFirst.map((run) => (
          <RunRow key={run.id} run={run} now={now} canAct={canAct} />
        ))}
      </ul>
    </div>
  )
}
