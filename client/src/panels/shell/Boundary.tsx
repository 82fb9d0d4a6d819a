import type { ReactNode } from "react"
import { ErrorBoundary, type FallbackProps } from "react-error-boundary"
import { useTranslation } from "react-i18next"
import { Button } from "../../parts/Button.tsx"
import { useIsPast, useSession } from "../../store/hooks.ts"
import css from "./Welcome.module.css"

/**
 * Shows an error page instead of an empty one when rendering fails, e.g. because of manipulated content in a recording.
 */
export function Boundary({ children }: { children: ReactNode }) {
  return <ErrorBoundary FallbackComponent={Failed}>{children}</ErrorBoundary>
}

function Failed({ error, resetErrorBoundary }: FallbackProps) {
  const { t } = useTranslation()
  const session = useSession()
  const isPast = useIsPast()
  const leave = () => {
    session.playback.leave()
    resetErrorBoundary()
  }
  return (
    <main className={css.welcome} role="alert">
      <h2>{t("failed.title")}</h2>
      <p>{t(isPast ? "failed.recording" : "failed.text")}</p>
      <code>{String(error).slice(0, 300)}</code>
      <Button look="primary" onClick={isPast ? leave : () => location.reload()}>
        {t(isPast ? "time.leave" : "failed.reload")}
      </Button>
    </main>
  )
}
