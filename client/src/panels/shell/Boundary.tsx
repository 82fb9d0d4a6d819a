import { Component, type ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { Button } from "../../parts/Button.tsx"
import { useIsPast, useSession } from "../../store/hooks.ts"
import css from "./Welcome.module.css"

interface State {
  error: unknown
  hasFailed: boolean
}

/** Says so when something can't be drawn, e.g. what somebody wrote into a recording: a page must not go white. */
export class Boundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null, hasFailed: false }

  static getDerivedStateFromError(error: unknown): State {
    return { error, hasFailed: true }
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children
    return <Failed error={this.state.error} onAgain={() => this.setState({ error: null, hasFailed: false })} />
  }
}

function Failed({ error, onAgain }: { error: unknown; onAgain(): void }) {
  const { t } = useTranslation()
  const session = useSession()
  const isPast = useIsPast()
  const leave = () => {
    session.playback.leave()
    onAgain()
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
