import { Notifications } from "@mantine/notifications"
import { useTranslation } from "react-i18next"
import { IconButton } from "../../parts/Button.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { useSession } from "../../store/hooks.ts"
import css from "./Toasts.module.css"
import "@mantine/notifications/styles.layer.css"

/** Temporary notifications: refused commands, and results of actions that are not visible elsewhere. */
export default function Toasts() {
  const { t } = useTranslation()
  const session = useSession()
  return (
    <Notifications
      store={session.toasts}
      className={css.toasts}
      classNames={{ notification: css.toast }}
      containerWidth={340}
      autoClose={8000}
      limit={4}
      renderNotification={({ id, title, message }) => (
        <>
          <div>
            <strong>{t(String(title))}</strong>
            {message && <p>{message}</p>}
          </div>
          <IconButton label={t("shell.close")} onClick={() => id !== undefined && session.closeToast(id)}>
            <Icon name="close" size={14} />
          </IconButton>
        </>
      )}
    />
  )
}
