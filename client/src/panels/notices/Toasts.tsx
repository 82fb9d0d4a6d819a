import { useTranslation } from "react-i18next"
import { IconButton } from "../../parts/Button.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { usePage, useSession } from "../../store/hooks.ts"
import css from "./Notices.module.css"

/** What was refused, and what was done where nobody sees it; for a while. */
export function Toasts() {
  const { t } = useTranslation()
  const session = useSession()
  const toasts = usePage((page) => page.toasts)
  return (
    <div className={css.toasts} role="alert">
      {toasts.map(({ id, title, text, tone }) => (
        <div key={id} className={css.toast} data-tone={tone}>
          <div>
            <strong>{t(title)}</strong>
            {text && <p>{text}</p>}
          </div>
          <IconButton label={t("shell.close")} onClick={() => session.closeToast(id)}>
            <Icon name="close" size={14} />
          </IconButton>
        </div>
      ))}
    </div>
  )
}
