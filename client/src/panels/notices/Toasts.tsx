import { useTranslation } from "react-i18next"
import { usePage, useSession } from "../../store/hooks.ts"
import { IconButton } from "../parts/Button.tsx"
import { Icon } from "../parts/Icon.tsx"
import css from "./Notices.module.css"

/** What the server refused, for a while. */
export function Toasts() {
  const { t } = useTranslation()
  const session = useSession()
  const toasts = usePage((page) => page.toasts)
  return (
    <div className={css.toasts} role="alert">
      {toasts.map(({ id, title, text }) => (
        <div key={id} className={css.toast}>
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
