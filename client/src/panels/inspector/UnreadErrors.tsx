import { type TaskEntity, unreadErrors, type World } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { useSession } from "../../store/hooks.ts"
import { Button } from "../parts/Button.tsx"
import css from "./Inspector.module.css"

/** Errors that lie in results nobody has asked for: a pool says nothing of them by itself. */
export function UnreadErrors({ world }: { world: World }) {
  const { t } = useTranslation()
  const session = useSession()
  const count = unreadErrors(world)
  const first = Object.values<TaskEntity>(world.tasks).find((task) => task.state === "failed" && !task.isRead)
  if (count === 0 || !first) return null
  return (
    <section className={css.card} aria-label={t("error.title", { count })}>
      <h3>{t("error.title", { count })}</h3>
      <p>
        {t("error.text", {
          count,
          task: `t${first.index}`,
          call: `${first.fn}(${first.args})`,
          error: first.error?.name ?? t("task.lostShort"),
          slot: first.slot ?? "–",
        })}
      </p>
      <Button look="link" onClick={() => session.openError(first.id)}>
        {t("error.open")}
      </Button>
    </section>
  )
}
