import { taskCall } from "@forkscope/shared/names"
import { type TaskEntity, unreadErrors, type World } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { Button } from "../../parts/Button.tsx"
import { useFindings, useSession } from "../../store/hooks.ts"
import css from "./Inspector.module.css"

/** Errors in results that the program has not asked for: a pool reports no error by itself. */
export function UnreadErrors({ world }: { world: World }) {
  const { t } = useTranslation()
  const session = useSession()
  const count = unreadErrors(world)
  const first = Object.values<TaskEntity>(world.tasks).find((task) => task.state === "failed" && !task.isRead)
  // These findings report the same in more detail.
  const isFound = useFindings().some(({ kind }) => kind === "swallowed-error" || kind === "queue-in-pool")
  if (count === 0 || !first || isFound) return null
  return (
    <section className={css.card} aria-label={t("error.title", { count })}>
      <h3>{t("error.title", { count })}</h3>
      <p>
        {t("error.text", {
          count,
          task: `t${first.index}`,
          call: taskCall(first),
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
