import { useTranslation } from "react-i18next"
import { Button } from "../../parts/Button.tsx"
import { usePage, useSession } from "../../store/hooks.ts"
import css from "./Welcome.module.css"

/** Shown instead of the picture while no run is watched: the reason, and the next thing to do. */
export function Welcome() {
  const { t } = useTranslation()
  const session = useSession()
  const connection = usePage((page) => page.connection)
  const canAct = usePage(({ welcome }) => welcome?.canAct === true)
  const hasRuns = usePage(({ runs }) => runs !== null)
  if (connection === "connected" && !hasRuns) return null
  const state = connection === "connected" ? (canAct ? "noRuns" : "noRunsReadOnly") : connection
  return (
    <div className={css.welcome} role="status">
      <h2>{t(`welcome.${state}.title`)}</h2>
      <p>{t(`welcome.${state}.text`)}</p>
      {state === "noRuns" && (
        <Button look="primary" onClick={() => void session.newLab()}>
          {t("runs.newLab")}
        </Button>
      )}
      {(state === "tokenMissing" || state === "tokenWrong" || state === "disconnected") && (
        <code>{state === "disconnected" ? "forkscope" : "http://127.0.0.1:…/#token=…"}</code>
      )}
    </div>
  )
}
