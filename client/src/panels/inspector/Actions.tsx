import type { World } from "@forkscope/shared/world"
import { useTranslation } from "react-i18next"
import { Button } from "../../parts/Button.tsx"
import { useCanAct, useSession } from "../../store/hooks.ts"
import { type Action, runningLine } from "../lines/actions.ts"
import css from "./Inspector.module.css"

/** Buttons for the possible actions. Each shows the line it runs, or the signal it sends. */
export function Actions({ world, actions }: { world: World; actions: readonly Action[] }) {
  const { t } = useTranslation()
  const canAct = useCanAct()
  if (!canAct || actions.length === 0) return null
  return (
    <fieldset className={css.actions} aria-label={t("inspector.actions")}>
      {actions.map((action) => (
        <ActionButton key={action.id} action={action} isBusy={runningLine(world) !== undefined} />
      ))}
    </fieldset>
  )
}

function ActionButton({ action: { id, effect, isDanger }, isBusy }: { action: Action; isBusy: boolean }) {
  const { t } = useTranslation()
  const session = useSession()
  const act = () => {
    if (effect.kind === "line") {
      void session.submit(effect.code)
      return
    }
    const { run } = session.facts.getState()
    if (run) void session.command("process.signal", { run, proc: effect.proc, signal: effect.signal })
  }
  const what = effect.kind === "line" ? effect.code : t("actions.signal", { signal: effect.signal })
  const hint = (
    <>
      <code>{what}</code>
      {effect.kind === "line" && isBusy && <p className="quiet">{t("actions.waits")}</p>}
    </>
  )
  return (
    <Button
      look={isDanger ? "danger" : "bordered"}
      hint={hint}
      aria-label={`${t(`actions.${id}`)}: ${what}`}
      onClick={act}
    >
      {t(`actions.${id}`)}
    </Button>
  )
}
